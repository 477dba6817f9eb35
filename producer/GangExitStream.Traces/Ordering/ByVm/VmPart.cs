using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering.ByVm;

/// <summary>One VM's part of a batch: a linked list of pieces, in file order.</summary>
internal sealed class VmPart(int tgid)
{
    public int Tgid { get; } = tgid;

    /// <summary>An Enter of the VM has been seen.</summary>
    public bool HasEntered { get; private set; }

    public int First { get; set; } = -1; // none

    public int Last { get; set; }

    public long LastTime { get; set; }

    /// <summary>The pieces are in time order without sorting. Usually they come from one CPU.</summary>
    public bool Ascends { get; set; }

    /// <summary>Notes whether an Enter is among events of the VM.</summary>
    public void NoteEnters(ReadOnlySpan<PendingEvent> events)
    {
        foreach (ref readonly var e in events)
            HasEntered |= e.Kind == KvmEventKind.Enter;
    }
}

/// <summary>Consecutive events of one VM in a block, [Start, Start + Count); their times ascend.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct VmPiece
{
    public int Stretch;
    public int Start;
    public int Count;
    public int Next; // piece of the same VM; -1: none
}
