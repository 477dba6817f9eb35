using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>The kind of a <see cref="KvmEvent"/>.</summary>
public enum KvmEventKind : byte
{
    /// <summary><c>kvm_hv:kvm_guest_exit</c>: one vcpu left the guest.</summary>
    GuestExit = 0,

    /// <summary><c>kvm_hv:kvmppc_run_core</c> Enter: a runner thread starts a run of its vcore.</summary>
    Enter = 1,

    /// <summary><c>kvm_hv:kvmppc_run_core</c> Exit: the run ends.</summary>
    Exit = 2,

    /// <summary>The recorder lost samples on a CPU before this point.</summary>
    Lost = 3,

    /// <summary><c>kvm_hv:kvm_guest_enter</c>: one vcpu enters the guest. Optional, and in no count: it gives the times in and out of the guest.</summary>
    GuestEnter = 4,

    /// <summary><c>kvm_hv:kvm_hcall_enter</c>: a vcpu has left the guest because of an hcall. Optional; only reports use it.</summary>
    Hcall = 5,

    /// <summary><c>kvm_hv:kvmppc_vcore_blocked</c> Enter: all vcpus of a vcore wait, so it does not run. Optional; only reports use it.</summary>
    Blocked = 6,

    /// <summary><c>kvm_hv:kvmppc_vcore_blocked</c> Exit: the wait is over.</summary>
    Unblocked = 7,
}

/// <summary>
/// One decoded event of any form of trace. A flat value of 48 bytes, so that arrays of events pass through the pipeline without an
/// allocation per event. <see cref="Kind"/> determines which fields are valid. The registers are last, since readers keep the fields before them apart.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct KvmEvent : IEquatable<KvmEvent>
{
    /// <summary>Value of <see cref="Tgid"/>, <see cref="Tid"/> and <see cref="Cpu"/> when the trace does not have it.</summary>
    public const int Unknown = -1;

    /// <summary>Trace time in nanoseconds, on the recorder's clock.</summary>
    public long TimeNs;

    // Cpu, Tid, Vcpu and Value must stay adjacent, in this order: KvmEventCodec.ReadFast writes all four with one 16-byte store.

    /// <summary>Host CPU on which the event was recorded.</summary>
    public int Cpu;

    /// <summary>Thread that emitted the event: the runner thread of the vcore.</summary>
    public int Tid;

    /// <summary>GuestExit, GuestEnter and Hcall: vcpu_id. Others: runner_vcpu.</summary>
    public int Vcpu;

    /// <summary>GuestExit: trap number. Enter, Exit, Blocked and Unblocked: n_runnable. Hcall: hcall number.</summary>
    public int Value;

    /// <summary>Process id of the VM (QEMU). GuestExit: from the sample's header. Others: see <see cref="NamesVm"/>.</summary>
    public int Tgid;

    /// <summary>The kind of event.</summary>
    public KvmEventKind Kind;

    /// <summary>GuestExit: the vcpu's ceded flag; not 0 when the vcpu had ceded.</summary>
    public byte Ceded;

    /// <summary>GuestExit: the guest's program counter. Lost: the number of samples lost.</summary>
    public ulong Pc;

    /// <summary>GuestExit: the guest's machine state register.</summary>
    public ulong Msr;

    /// <summary>GuestExit: the trap that ended the vcpu's stay in the guest.</summary>
    public readonly int Trap => Value;

    /// <summary>The tracepoint has a field tgid, from which <see cref="Tgid"/> is; else it is from the sample's header, or from the thread's last run.</summary>
    public readonly bool NamesVm => Kind is KvmEventKind.Enter or KvmEventKind.Exit or KvmEventKind.Blocked or KvmEventKind.Unblocked;

    /// <summary>Enter and Exit: number of runnable vcpus of the vcore.</summary>
    public readonly int NRunnable => Value;

    /// <summary>Lost: number of lost samples.</summary>
    public readonly long LostCount => (long)Pc;

    /// <summary>Creates a GuestExit.</summary>
    public static KvmEvent GuestExit(long timeNs, int cpu, int tgid, int tid, int vcpu, int trap, byte ceded, ulong pc = 0, ulong msr = 0) =>
        new() { Kind = KvmEventKind.GuestExit, TimeNs = timeNs, Cpu = cpu, Tgid = tgid, Tid = tid, Vcpu = vcpu, Value = trap, Ceded = ceded, Pc = pc, Msr = msr };

    /// <summary>Creates an Enter.</summary>
    public static KvmEvent Enter(long timeNs, int cpu, int tgid, int tid, int runnerVcpu, int nRunnable) =>
        new() { Kind = KvmEventKind.Enter, TimeNs = timeNs, Cpu = cpu, Tgid = tgid, Tid = tid, Vcpu = runnerVcpu, Value = nRunnable };

    /// <summary>Creates an Exit.</summary>
    public static KvmEvent Exit(long timeNs, int cpu, int tgid, int tid, int runnerVcpu, int nRunnable) =>
        new() { Kind = KvmEventKind.Exit, TimeNs = timeNs, Cpu = cpu, Tgid = tgid, Tid = tid, Vcpu = runnerVcpu, Value = nRunnable };

    /// <summary>Creates a Lost.</summary>
    public static KvmEvent Lost(long timeNs, int cpu, long count) =>
        new() { Kind = KvmEventKind.Lost, TimeNs = timeNs, Cpu = cpu, Tgid = Unknown, Tid = Unknown, Vcpu = Unknown, Pc = (ulong)count };

    /// <summary>Creates a GuestEnter.</summary>
    public static KvmEvent GuestEnter(long timeNs, int cpu, int tgid, int tid, int vcpu) =>
        new() { Kind = KvmEventKind.GuestEnter, TimeNs = timeNs, Cpu = cpu, Tgid = tgid, Tid = tid, Vcpu = vcpu };

    /// <summary>Creates an Hcall.</summary>
    public static KvmEvent Hcall(long timeNs, int cpu, int tgid, int tid, int vcpu, int number) =>
        new() { Kind = KvmEventKind.Hcall, TimeNs = timeNs, Cpu = cpu, Tgid = tgid, Tid = tid, Vcpu = vcpu, Value = number };

    /// <summary>Creates a Blocked, or with <paramref name="isOver"/> an Unblocked.</summary>
    public static KvmEvent Blocked(long timeNs, int cpu, int tgid, int tid, int runnerVcpu, int nRunnable, bool isOver = false) => new()
    {
        Kind = isOver ? KvmEventKind.Unblocked : KvmEventKind.Blocked,
        TimeNs = timeNs,
        Cpu = cpu,
        Tgid = tgid,
        Tid = tid,
        Vcpu = runnerVcpu,
        Value = nRunnable,
    };

    /// <inheritdoc/>
    public readonly bool Equals(KvmEvent other) =>
        TimeNs == other.TimeNs && Pc == other.Pc && Msr == other.Msr && Cpu == other.Cpu && Tgid == other.Tgid && Tid == other.Tid
        && Vcpu == other.Vcpu && Value == other.Value && Kind == other.Kind && Ceded == other.Ceded;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is KvmEvent other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(TimeNs, Cpu, Tgid, Tid, Vcpu, Value, Kind, Ceded);

    /// <summary>Field by field equality.</summary>
    public static bool operator ==(KvmEvent left, KvmEvent right) => left.Equals(right);

    /// <summary>Field by field inequality.</summary>
    public static bool operator !=(KvmEvent left, KvmEvent right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => Kind switch
    {
        KvmEventKind.GuestExit => $"{TimeNs} [{Cpu}] {Tgid}/{Tid} exit vcpu={Vcpu} trap={TrapNames.Format(Trap)} ceded={Ceded}",
        KvmEventKind.Lost => $"{TimeNs} [{Cpu}] lost {LostCount}",
        KvmEventKind.GuestEnter => $"{TimeNs} [{Cpu}] {Tgid}/{Tid} enter vcpu={Vcpu}",
        KvmEventKind.Hcall => $"{TimeNs} [{Cpu}] {Tgid}/{Tid} hcall vcpu={Vcpu} number=0x{Value:x}",
        _ => $"{TimeNs} [{Cpu}] {Tgid}/{Tid} {Kind} runner_vcpu={Vcpu} runnable={NRunnable}",
    };
}
