namespace GangExitStream.Cli.Watch.Table;

/// <summary>The newest gang exits, by arrival: the times of several hosts and traces don't compare.</summary>
internal sealed class ExitsModel
{
    /// <summary>More than any screen shows.</summary>
    public const int MaxKept = 200;

    private readonly GangExit[] _kept = new GangExit[MaxKept];
    private long _seen;

    public void Add(in GangExit item) => _kept[_seen++ % MaxKept] = item;

    /// <summary>The newest first.</summary>
    public IEnumerable<GangExit> Newest(int count)
    {
        var last = Math.Max(0, _seen - Math.Min(count, MaxKept));
        for (var i = _seen - 1; i >= last; i--)
            yield return _kept[i % MaxKept];
    }
}
