namespace GangExitStream.Simulation.Fleet;

/// <summary>The random generator SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine and version of .NET.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="below"/> - 1.</summary>
    public int Below(int below) => (int)((Next() >> 32) * (ulong)below >> 32);

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Returns true with this probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>An exponentially distributed time with this mean, in nanoseconds.</summary>
    public long Exponential(double meanNs) => (long)(-Math.Log(1 - Unit()) * meanNs);
}
