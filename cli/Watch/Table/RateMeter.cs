namespace GangExitStream.Cli.Watch.Table;

/// <summary>Records a second over the last seconds. Time comes in.</summary>
internal sealed class RateMeter
{
    private const int Seconds = 5;

    private readonly long[] _counts = new long[Seconds + 1];
    private long _second;

    /// <summary>Records at a time, in whole seconds of any clock that goes forward.</summary>
    public void Add(long second, long count)
    {
        MoveTo(second);
        _counts[second % _counts.Length] += count;
    }

    /// <summary>The average over the last five whole seconds.</summary>
    public double PerSecond(long second)
    {
        MoveTo(second);
        return (double)(_counts.Sum() - _counts[second % _counts.Length]) / Seconds;
    }

    private void MoveTo(long second)
    {
        for (var next = Math.Max(_second + 1, second - Seconds); next <= second; next++)
            _counts[next % _counts.Length] = 0;
        _second = Math.Max(_second, second);
    }
}
