using System.Numerics;

namespace GangExitStream.Reporting.Analysis;

/// <summary>
/// A histogram of durations in nanoseconds: exact below 32 ns, above that 32 bins per octave, so a quantile is within 1.6 % of the
/// value. Memory grows with the number of octaves used, not with the number of values.
/// </summary>
public sealed class TimeHistogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;
    private const int Octaves = 64 - StepBits;

    private readonly long[]?[] _octaves = new long[]?[Octaves];
    private long _min = long.MaxValue;
    private long _max;

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of the values; saturates.</summary>
    public long Sum { get; private set; }

    /// <summary>The smallest value; null: no values.</summary>
    public long? Min => Count == 0 ? null : _min;

    /// <summary>The rounded mean; null: no values.</summary>
    public long? Mean => Count == 0 ? null : (long)Math.Round((double)Sum / Count);

    /// <summary>The largest value; null: no values.</summary>
    public long? Max => Count == 0 ? null : _max;

    /// <summary>The quantile of a part (0 to 1) of all values; null: no values.</summary>
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
                    return Math.Clamp(Middle(octave, step), _min, _max);
            }
        }
        return Max;
    }

    /// <summary>The sum of several histograms.</summary>
    public static TimeHistogram Merge(IEnumerable<TimeHistogram> parts)
    {
        var all = new TimeHistogram();
        foreach (var part in parts)
            all.Add(part);
        return all;
    }

    internal void Add(long ns)
    {
        ns = Math.Max(ns, 0);
        Count++;
        Sum = ns > long.MaxValue - Sum ? long.MaxValue : Sum + ns;
        _min = Math.Min(_min, ns);
        _max = Math.Max(_max, ns);
        var octave = Math.Max(0, BitOperations.Log2((ulong)ns) - StepBits + 1);
        var steps = _octaves[octave] ??= new long[Steps];
        steps[(int)(ns >> Math.Max(0, octave - 1)) & (Steps - 1)]++;
    }

    private void Add(TimeHistogram other)
    {
        Count += other.Count;
        Sum = other.Sum > long.MaxValue - Sum ? long.MaxValue : Sum + other.Sum;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
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
