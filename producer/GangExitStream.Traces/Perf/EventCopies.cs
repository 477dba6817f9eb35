namespace GangExitStream.Traces.Perf;

/// <summary>
/// Attrs of one tracepoint: it was named several times (<c>-e 'kvm_hv:*' -e kvm_hv:kvm_guest_exit</c>), so perf wrote a sample for each. The samples
/// of the first attr that has one are taken. That is exact if every other attr has the same samples, or none (<c>:u</c>); sums show whether it is.
/// </summary>
internal sealed class EventCopies
{
    private readonly Dictionary<PerfEvent, Samples> _samples = [];
    private PerfEvent? _taken;
    private PerfEvent? _last; // whose samples are _ofLast
    private Samples _ofLast = new();

    /// <summary>Counts a sample; true: it is to be taken, false: it is a copy.</summary>
    public bool Accept(PerfEvent perfEvent, in KvmEvent e)
    {
        _taken ??= perfEvent;
        if (perfEvent != _last)
            GoTo(perfEvent);
        _ofLast.Count++;
        _ofLast.Sum += HashOf(e);
        return perfEvent == _taken;
    }

    /// <summary>The finding; null: only one attr has samples.</summary>
    public TraceDamage? Finding()
    {
        if (_taken is null || _samples.Count < 2)
            return null;
        var taken = _samples[_taken];
        var other = _samples.Values.FirstOrDefault(of => of.Count != taken.Count || of.Sum != taken.Sum);
        var message = $"{_taken.Name} was recorded {_samples.Count} times, because several -e of perf record name it; ";
        return new TraceDamage(TraceDamageId.Repeated, 0, message + (other is null
            ? "each event is counted once"
            : $"only the first has been counted, but the others are not the same ({taken.Count} and {other.Count} samples): the counts may be wrong; record with each event named once"));
    }

    private void GoTo(PerfEvent perfEvent)
    {
        if (!_samples.TryGetValue(perfEvent, out var samples))
            _samples.Add(perfEvent, samples = new Samples());
        (_last, _ofLast) = (perfEvent, samples);
    }

    // All but the time, which the kernel reads for each attr.
    private static ulong HashOf(in KvmEvent e)
    {
        var hash = Mixed((uint)e.Tid | ((ulong)(uint)e.Cpu << 32));
        hash = Mixed(hash ^ ((uint)e.Vcpu | ((ulong)(uint)e.Value << 32)));
        hash = Mixed(hash ^ e.Pc);
        return Mixed(hash ^ e.Msr ^ ((ulong)e.Ceded << 56) ^ ((ulong)e.Kind << 48));
    }

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 32)) * 0x9e3779b97f4a7c15;
        return value ^ (value >> 29);
    }

    /// <summary>The samples of one attr; their sum does not depend on their order.</summary>
    private sealed class Samples
    {
        public long Count { get; set; }

        public ulong Sum { get; set; }
    }
}
