using System.Globalization;
using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Pacing;

/// <summary>How fast a trace is replayed.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReplaySpeed
{
    /// <summary>As fast as possible.</summary>
    public static ReplaySpeed Max => default;

    /// <summary>Recorded seconds per second; null: as fast as possible.</summary>
    public double? Factor { get; private init; }

    /// <summary>Recorded seconds per second, more than 0. Throws <see cref="ArgumentOutOfRangeException"/> otherwise.</summary>
    public static ReplaySpeed Times(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        return new ReplaySpeed { Factor = factor };
    }

    /// <summary>Reads <c>max</c> or a number above 0.</summary>
    public static bool TryParse(string text, out ReplaySpeed speed)
    {
        speed = Max;
        if (text == "max")
            return true;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) || !double.IsFinite(factor) || factor <= 0)
            return false;
        speed = Times(factor);
        return true;
    }
}
