using GangExitStream.Traces;

namespace GangExitStream.Tests.Shared;

/// <summary>A reader whose input holds several recordings, one behind the other.</summary>
internal sealed class PartsReader(params IReadOnlyList<KvmEvent>[] parts) : ITraceReader
{
    private int _part;
    private int _at;

    public TraceInfo Info { get; init; } = new() { Form = TraceForm.PerfPipe, Host = "host" };

    public TraceSummary Summary { get; private set; } = new();

    public bool IsDisposed { get; private set; }

    public int Read(Span<KvmEvent> events)
    {
        var count = Math.Min(events.Length, parts[_part].Count - _at);
        for (var i = 0; i < count; i++)
            events[i] = parts[_part][_at++];
        Summary.Count(events[..count]);
        return count;
    }

    public bool NextPart()
    {
        Assert.Equal(parts[_part].Count, _at); // not before its end
        if (_part + 1 == parts.Length)
            return false;
        (_part, _at, Summary) = (_part + 1, 0, new TraceSummary());
        return true;
    }

    public void Dispose() => IsDisposed = true;
}
