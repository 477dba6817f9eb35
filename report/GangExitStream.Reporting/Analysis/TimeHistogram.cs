using System.Numerics;

namespace GangExitStream.Reporting.Analysis;

/// <summary>
/// How often times of which length came, in nanoseconds: exact below 32 ns, above that in 32 steps an octave, so a quantile is at most 1.6 %
/// beside the value. Memory grows with the octaves that were met, not with the values.
/// </summary>
public sealed class TimeHistogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;
    private const int Octaves = 64 - StepBits;

    private readonly long[]?[] _octaves = new long[]?[Octaves];

    /// <summary>Values.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum; the largest number where it would be more.</summary>
    public long Sum { get; private set; }

    /// <summary>The smallest; null where there is none.</summary>
    public long? Min { get; private set; }

    /// <summary>The largest; null where there is none.</summary>
    public long? Max { get; private set; }

    /// <summary>Their mean; null where there is none.</summary>
    public long? Mean => Count == 0 ? null : Sum / Count;

    /// <summary>The value that so large a part of all (0 to 1) doesn't exceed; null where there is none.</summary>
    public long? Quantile(double part)
    {
        if (Count == 0)
            return null;
        var rank = Math.Clamp((long)Math.Ceiling(part * Count), 1, Count);
        for (var octave = 0; octave < Octaves; octave++)
        {
            for (var step = 0; step < Steps && _octaves[octave] is { } steps; step++)
            {
                rank -= steps[step];
                if (rank <= 0)
                    return Math.Clamp(Middle(octave, step), Min!.Value, Max!.Value);
            }
        }
        return Max;
    }

    internal void Add(long ns, long count = 1)
    {
        ns = Math.Max(ns, 0);
        Count += count;
        Sum = Math.Min(Sum, long.MaxValue - ns) + ns;
        Min = Math.Min(Min ?? ns, ns);
        Max = Math.Max(Max ?? ns, ns);
        var octave = Math.Max(0, BitOperations.Log2((ulong)ns) - StepBits + 1);
        var steps = _octaves[octave] ??= new long[Steps];
        steps[(int)(ns >> Math.Max(0, octave - 1)) & (Steps - 1)] += count;
    }

    /// <summary>Several as one.</summary>
    public static TimeHistogram Merge(IEnumerable<TimeHistogram> parts)
    {
        var all = new TimeHistogram();
        foreach (var part in parts)
            all.Add(part);
        return all;
    }

    /// <summary>Adds all of another one.</summary>
    internal void Add(TimeHistogram other)
    {
        if (other.Count == 0)
            return;
        Count += other.Count;
        Sum = Math.Min(Sum, long.MaxValue - other.Sum) + other.Sum;
        Min = Math.Min(Min ?? long.MaxValue, other.Min!.Value);
        Max = Math.Max(Max ?? 0, other.Max!.Value);
        for (var octave = 0; octave < Octaves; octave++)
        {
            if (other._octaves[octave] is not { } from)
                continue;
            var to = _octaves[octave] ??= new long[Steps];
            for (var step = 0; step < Steps; step++)
                to[step] += from[step];
        }
    }

    private static long Middle(int octave, int step) => octave == 0 ? step : ((long)(Steps + step) << (octave - 1)) + ((1L << (octave - 1)) >> 1);
}
