namespace GangExitStream.Traces.Formats;

/// <summary>Numbers of lost events as an input claims them.</summary>
internal static class LossCount
{
    private const long Max = 1L << 40;

    /// <summary>Caps a number at 2^40: a larger one is forged, and could overflow the sums.</summary>
    public static long Cap(long count) => Math.Min(count, Max);

    /// <inheritdoc cref="Cap(long)"/>
    public static long Cap(ulong count) => (long)Math.Min(count, (ulong)Max);
}
