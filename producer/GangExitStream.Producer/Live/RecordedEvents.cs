namespace GangExitStream.Producer.Live;

/// <summary>The tracepoints that a live recorder records.</summary>
internal static class RecordedEvents
{
    /// <summary>Their names, without the system.</summary>
    /// <param name="guestTimes">With kvm_guest_enter, which gives the guest exits' guest_ns.</param>
    /// <param name="hcalls">With kvm_hcall_enter: the producer counts hcalls by name.</param>
    public static IEnumerable<string> Names(bool guestTimes, bool hcalls) =>
    [
        "kvm_guest_exit",
        "kvmppc_run_core",
        .. guestTimes ? (ReadOnlySpan<string>)["kvm_guest_enter"] : [],
        .. hcalls ? (ReadOnlySpan<string>)["kvm_hcall_enter"] : [],
    ];
}
