using System.Numerics;
using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// How many vcpu ids a VM's vcore has: QEMU's vsmt, 1, 2, 4 or 8, which no trace says. Inferred from the runs: the smallest stride that has
/// room for a run's threads and for its runner beside the vcpu that triggered its end; and, since one vcore can't have two runs at once,
/// one under which runs that overlap in time are of different vcores. docs/semantics.md, "Vcores".
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VcoreStride
{
    /// <summary>POWER8's threads a core: the largest stride.</summary>
    public const int Largest = 8;

    // As logarithms, and so that the default value is the widest range.
    private readonly byte _least;
    private readonly byte _mostBelowLargest;

    private VcoreStride(int least, int most) =>
        (_least, _mostBelowLargest) = ((byte)BitOperations.Log2((uint)least), (byte)BitOperations.Log2((uint)(Largest / most)));

    /// <summary>Nothing is known yet.</summary>
    public static VcoreStride Unknown => default;

    /// <summary>Runs have needed so many ids.</summary>
    public int Least => 1 << _least;

    /// <summary>Runs that overlap in time allow so many ids. Vcpus that it tells apart are of different vcores for sure.</summary>
    public int Most => Largest >> _mostBelowLargest;

    /// <summary>The stride, as far as the runs tell. Overlaps decide: in split-core mode a run may have guest exits of other vcores.</summary>
    public int Value => Math.Min(Least, Most);

    /// <summary>A stride that somebody knows: 1, 2, 4 or 8.</summary>
    public static VcoreStride Given(int stride) => Between(stride, stride);

    /// <summary>What a snapshot held; bounds that are none are taken for the nearest.</summary>
    public static VcoreStride Between(int least, int most) => new(Math.Clamp(least, 1, Largest), Math.Clamp(most, 1, Largest));

    /// <summary>A run that ended: its threads, and the vcpu that triggered its end.</summary>
    internal VcoreStride With(in ClosedRun run) => HasRoomFor(run) ? this : Widened(run);

    // The usual case: the other one ends in the same bounds, but works more to get there.
    private bool HasRoomFor(in ClosedRun run)
    {
        var least = Least;
        return run.NRunnableAtEnter <= least & run.NRunnable <= least & (run.TriggerVcpu < 0 | (uint)(run.RunnerVcpu ^ run.TriggerVcpu) < (uint)least);
    }

    private VcoreStride Widened(in ClosedRun run)
    {
        var threads = Math.Clamp(Math.Max(run.NRunnableAtEnter, run.NRunnable), 1, Largest);
        var least = Math.Max(Least, (int)BitOperations.RoundUpToPowerOf2((uint)threads));
        if (run.TriggerVcpu >= 0 && BlockOfBoth(run.RunnerVcpu, run.TriggerVcpu) is var block and <= Largest)
            least = Math.Max(least, block);
        return least == Least ? this : new VcoreStride(least, Most);
    }

    /// <summary>Runs of these vcpus overlapped: they are of different vcores.</summary>
    internal VcoreStride WithOverlap(int left, int right) =>
        new(Least, Math.Max(1, Math.Min(Most, BlockOfBoth(left, right) / 2)));

    /// <summary>The smallest power of two under which both vcpus are in one block.</summary>
    private static int BlockOfBoth(int left, int right) => left == right ? 1 : 2 << BitOperations.Log2((uint)(left ^ right));
}
