using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Perf.Attributes;

/// <summary>
/// The attrs of one tracepoint that was named several times. Their samples are of the same events (<c>-e 'kvm_hv:*' -e
/// kvm_hv:kvm_guest_exit</c>), or of different ones (<c>-G a,b</c>, <c>:u</c>). The kernel writes the samples of one event directly after each
/// other into the CPU's buffer, one for each attr.
/// </summary>
internal sealed class EventCopies
{
    private const int MaxCpus = 1 << 16; // a forged trace may name any
    private const int MaxAttrs = 64;     // bits of a mask

    private readonly Dictionary<PerfEvent, int> _attrs = [];
    private readonly Dictionary<int, LastEvent> _last = []; // by CPU
    private long _dropped;
    private string _name = "";

    /// <summary>Whether a sample is an event; false: a copy of the CPU's last one.</summary>
    public bool Accept(PerfEvent perfEvent, in KvmEvent e)
    {
        if (!_attrs.TryGetValue(perfEvent, out var attr))
            _attrs.Add(perfEvent, attr = Math.Min(_attrs.Count, MaxAttrs - 1));
        _name = perfEvent.Name;
        if (_last.Count >= MaxCpus)
            _last.Clear();
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, e.Cpu, out _);
        var isCopy = last.Attrs != 0 && (last.Attrs & (1UL << attr)) == 0 && SameEvent.IsOf(e, last.Event);
        last = new LastEvent(e, (isCopy ? last.Attrs : 0) | (1UL << attr));
        _dropped += isCopy ? 1 : 0;
        return !isCopy;
    }

    /// <summary>The finding; null: there are no copies.</summary>
    public TraceDamage? Finding() => _dropped == 0 ? null : new TraceDamage(
        TraceDamageId.Repeated, 0, $"{_name} was recorded {_attrs.Count} times, because several -e of perf record name it; each event is counted once");

    /// <summary>An event, and the attrs whose samples of it have been seen.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct LastEvent(KvmEvent Event, ulong Attrs);
}
