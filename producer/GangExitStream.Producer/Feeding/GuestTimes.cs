using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Feeding;

/// <summary>
/// Calculates the guest_ns of guest exits, the time since the vcpu's kvm_guest_enter, and removes the optional events, which are not published.
/// Hcalls are counted. A loss, on any CPU, may hide an exit and the next enter: enters before it are not used.
/// </summary>
internal sealed class GuestTimes(HcallCounts hcalls)
{
    /// <summary>Bounds memory on forged traces: a large host's VMs have some thousand vcpus. Exits of further ones have no guest_ns.</summary>
    private const int MaxVcpus = 1 << 18;

    private readonly Dictionary<(int Tgid, int Vcpu), Entry> _inside = [];
    private int _losses;

    /// <summary>Whether the events have to be passed to <see cref="Take"/>: there are optional events, or a vcpu is in the guest.</summary>
    public bool Concern(ReadOnlySpan<KvmEvent> events)
    {
        if (_inside.Count > 0)
            return true;
        foreach (ref readonly var e in events)
        {
            if (e.Kind > KvmEventKind.Lost)
                return true;
        }
        return false;
    }

    /// <summary>Moves the events that are published to the front, and returns their number.</summary>
    /// <param name="events">The next events, in time order.</param>
    /// <param name="guestNs">Gets the guest_ns of those events, <see cref="KvmEvent.Unknown"/> where an event has none.</param>
    /// <param name="any">Whether an event has one.</param>
    public int Take(Span<KvmEvent> events, Span<long> guestNs, out bool any)
    {
        any = false;
        var kept = 0;
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.Lost)
                _losses++;
            else if (e.Kind == KvmEventKind.GuestEnter)
                Entered(in e);
            else if (e.Kind == KvmEventKind.Hcall)
                hcalls.Count(e.Value);
            if (e.Kind > KvmEventKind.Lost)
                continue;
            var ns = e.Kind == KvmEventKind.GuestExit ? Left(in e) : KvmEvent.Unknown;
            any |= ns >= 0;
            (guestNs[kept], events[kept]) = (ns, e);
            kept++;
        }
        return kept;
    }

    private void Entered(in KvmEvent e)
    {
        if (e.Tgid == KvmEvent.Unknown || (_inside.Count >= MaxVcpus && !_inside.ContainsKey((e.Tgid, e.Vcpu))))
            return;
        _inside[(e.Tgid, e.Vcpu)] = new Entry(e.TimeNs, _losses);
    }

    private long Left(in KvmEvent e) =>
        _inside.Remove((e.Tgid, e.Vcpu), out var entry) && entry.Losses == _losses ? Math.Max(e.TimeNs - entry.TimeNs, KvmEvent.Unknown) : KvmEvent.Unknown;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(long TimeNs, int Losses);
}
