namespace GangExitStream.Reporting.Analysis;

/// <summary>First and last time of our events.</summary>
internal sealed class TraceSpan
{
    public long? FirstNs { get; private set; }

    public long? LastNs { get; private set; }

    public long DurationNs => FirstNs is { } first && LastNs is { } last && last > first ? last - first : 0;

    /// <summary>Losses aside, the events are in time order: only the ends need a look. Says whether the first one is among them.</summary>
    public bool Take(ReadOnlySpan<KvmEvent> events)
    {
        var isFirst = FirstNs is null && TrySet(events);
        for (var i = events.Length - 1; i >= 0; i--)
        {
            if (events[i].Kind == KvmEventKind.Lost)
                continue;
            LastNs = Math.Max(LastNs ?? long.MinValue, events[i].TimeNs);
            break;
        }
        return isFirst;
    }

    private bool TrySet(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.Lost)
                continue;
            FirstNs = e.TimeNs;
            return true;
        }
        return false;
    }
}
