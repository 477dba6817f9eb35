namespace GangExitStream.Traces.Perf;

/// <summary>The names of the events that a trace says it holds, each once, in the order of their first mention.</summary>
internal sealed class EventNames
{
    /// <summary>A kernel has some 2,000 events; more names are forged, and nobody would read them.</summary>
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
