namespace GangExitStream.Traces.Perf.Attributes;

/// <summary>The distinct names of the events that a trace lists, in the order of their first occurrence.</summary>
internal sealed class EventNames
{
    /// <summary>A kernel has about 2,000 events; a trace with more names than this is forged.</summary>
    private const int MaxNames = 4096;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string name)
    {
        if (_all.Count < MaxNames && _known.Add(name))
            _all.Add(name);
    }
}
