using System.Runtime.InteropServices;

namespace GangExitStream.Reporting.Exits;

/// <summary>
/// The vcpus that are out of the guest, with the time and reason of their exits. A loss may hide an enter and the next exit, on any CPU, so
/// it clears all of them.
/// </summary>
internal sealed class VcpusOut
{
    /// <summary>Bounds memory on forged traces: a large host's VMs have some thousand vcpus. Further ones are not timed.</summary>
    private const int MaxVcpus = 1 << 18;

    private readonly Dictionary<(int Tgid, int Vcpu), Exit> _out = [];
    private int _losses;

    /// <summary>Adds a vcpu that left the guest.</summary>
    public void Left(in KvmEvent e)
    {
        if (_out.Count >= MaxVcpus && !_out.ContainsKey((e.Tgid, e.Vcpu)))
            return;
        CollectionsMarshal.GetValueRefOrAddDefault(_out, (e.Tgid, e.Vcpu), out _) = new Exit(e.TimeNs, ExitReason.Trap(e.Trap), e.Ceded != 0, _losses);
    }

    /// <summary>Sets the hcall of a vcpu's last exit; false: it is no SYSCALL, or not known.</summary>
    public bool TryName(in KvmEvent e, out ExitReason hcall, out bool ceded)
    {
        hcall = ExitReason.Hcall(e.Value);
        ref var exit = ref CollectionsMarshal.GetValueRefOrNullRef(_out, (e.Tgid, e.Vcpu));
        ceded = false;
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref exit) || exit.Losses != _losses || exit.Reason != ExitReason.Trap(ExitReason.Syscall))
            return false;
        ceded = exit.Ceded;
        exit = exit with { Reason = hcall };
        return true;
    }

    /// <summary>Removes a vcpu that enters the guest; returns the reason of its exit, and the time it was out.</summary>
    public bool TryReturn(in KvmEvent e, out ExitReason reason, out long ns)
    {
        var was = _out.Remove((e.Tgid, e.Vcpu), out var exit) && exit.Losses == _losses;
        (reason, ns) = (exit.Reason, Math.Max(0, e.TimeNs - exit.TimeNs));
        return was;
    }

    public void Lost() => _losses++;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Exit(long TimeNs, ExitReason Reason, bool Ceded, int Losses);
}
