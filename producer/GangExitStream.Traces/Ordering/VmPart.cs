using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>One VM's part of a batch: the first and the last of its pieces.</summary>
internal sealed class VmPart(int tgid)
{
    public int Tgid { get; } = tgid;

    /// <summary>It has had an Enter.</summary>
    public bool HasEntered { get; set; }

    public int First { get; set; } = -1; // none

    public int Last { get; set; }

    public long LastTime { get; set; }

    /// <summary>Its pieces are in order as they lie in the file: one CPU's, as a rule.</summary>
    public bool Ascends { get; set; }
}

/// <summary>Events of one VM that lie side by side in a block, [Start, Start + Count); their times ascend.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct VmPiece
{
    public int Stretch;
    public int Start;
    public int Count;
    public int Next; // of the same VM; -1: none
}
