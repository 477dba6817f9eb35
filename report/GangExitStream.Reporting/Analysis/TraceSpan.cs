namespace GangExitStream.Reporting.Analysis;

/// <summary>First and last time of the guest exits and run_cores of all VMs, requested or not: rates are per second of the trace.</summary>
public sealed class TraceSpan
{
    /// <summary>Trace time of the first event, in nanoseconds; null: no event.</summary>
    public long? FirstNs { get; private set; }

    /// <summary>Trace time of the last event, in nanoseconds; null: no event.</summary>
    public long? LastNs { get; private set; }

    /// <summary>Nanoseconds between the two; 0: no events.</summary>
    public long DurationNs => FirstNs is { } first && LastNs is { } last && last > first ? last - first : 0;

    /// <summary>Sets the first time. True for the first call with a guest exit or run_core among the events.</summary>
    internal bool TryBegin(ReadOnlySpan<KvmEvent> events) => FirstNs is null && TrySet(events);

    /// <summary>Extends the span to the latest of the events.</summary>
    internal void Extend(ReadOnlySpan<KvmEvent> events)
    {
        var last = long.MinValue;
        foreach (ref readonly var e in events)
        {
            if (e.Kind < KvmEventKind.Lost)
                last = Math.Max(last, e.TimeNs);
        }
        if (last > (LastNs ?? long.MinValue))
            LastNs = last;
    }

    private bool TrySet(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind >= KvmEventKind.Lost)
                continue;
            FirstNs = e.TimeNs;
            return true;
        }
        return false;
    }
}
