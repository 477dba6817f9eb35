namespace GangExitStream.Traces.Ordering.Runs;

/// <summary>
/// The last stretch of each run, so that a new stretch can continue a run: the one whose last event is the latest that is not after the new
/// stretch's first. As in patience sorting, this gives the fewest runs: one for each CPU, although every round has a stretch of each CPU.
/// </summary>
internal sealed class RunTails
{
    /// <summary>More runs than CPUs come only from forged traces. Runs beyond this number are not continued; the order stays right.</summary>
    private const int Most = 1024;

    private readonly List<RunHead> _tails = []; // time of the last event and number of the last stretch, by descending time

    /// <summary>Adds a stretch; returns the stretch that it continues, or -1.</summary>
    /// <param name="stretch">The new stretch's number.</param>
    /// <param name="first">Its first event's time.</param>
    /// <param name="last">Its last event's time.</param>
    public int Continue(int stretch, long first, long last)
    {
        var at = LatestUpTo(first);
        var continued = -1;
        if (at < _tails.Count)
        {
            continued = _tails[at].Run;
            _tails.RemoveAt(at);
        }
        else if (_tails.Count == Most)
        {
            _tails.RemoveAt(Most - 1);
        }
        _tails.Insert(LatestUpTo(last), new RunHead(last, stretch));
        return continued;
    }

    /// <summary>Stretches got new numbers; -1: the stretch is gone, and its run with it.</summary>
    public void Renumber(ReadOnlySpan<int> numbers)
    {
        var kept = 0;
        for (var i = 0; i < _tails.Count; i++)
        {
            if (numbers[_tails[i].Run] >= 0)
                _tails[kept++] = _tails[i] with { Run = numbers[_tails[i].Run] };
        }
        _tails.RemoveRange(kept, _tails.Count - kept);
    }

    private int LatestUpTo(long time)
    {
        var (least, most) = (0, _tails.Count);
        while (least < most)
        {
            var middle = (least + most) >>> 1;
            if (_tails[middle].Time <= time)
                most = middle;
            else
                least = middle + 1;
        }
        return least;
    }
}
