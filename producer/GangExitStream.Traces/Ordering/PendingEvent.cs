using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// An event without its registers, as it waits to be ordered: 32 bytes, since the events of two rounds of the recorder wait, more than a core's caches
/// hold. The fields are the first ones of <see cref="KvmEvent"/>, at the same offsets: an event is copied by two 16-byte stores.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PendingEvent
{
    public long TimeNs;
    public int Cpu;
    public int Tid;
    public int Vcpu;
    public int Value;
    public int Tgid;
    public KvmEventKind Kind;
    public byte Ceded;
}

/// <summary>The last fields of a <see cref="KvmEvent"/>. Only <c>produce --registers</c> and the name of a source need a guest exit's; a loss has its count there.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Registers
{
    public ulong Pc;
    public ulong Msr;
}
