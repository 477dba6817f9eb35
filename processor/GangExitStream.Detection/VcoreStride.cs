using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// The number of vcpu ids of a VM's vcore: QEMU's vsmt, 1, 2, 4 or 8, which is not in the trace. Inferred from the runs: the smallest stride
/// that holds a run's threads, and both its runner and its trigger; and, since one vcore can't have two runs at once, one under which
/// runs that overlap in time are of different vcores. docs/semantics.md, "Vcores".
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VcoreStride
{
    /// <summary>The largest stride: threads per core of POWER8.</summary>
    public const int Largest = 8;

    // As logarithms, encoded so that the default value is the widest range.
    private readonly byte _least;
    private readonly byte _mostBelowLargest;

    private VcoreStride(int least, int most) =>
        (_least, _mostBelowLargest) = ((byte)BitOperations.Log2((uint)least), (byte)BitOperations.Log2((uint)(Largest / most)));

    /// <summary>Nothing inferred yet: 1 to <see cref="Largest"/>.</summary>
    public static VcoreStride Unknown => default;

    /// <summary>Lower bound: the runs needed this many ids.</summary>
    public int Least => 1 << _least;

    /// <summary>Upper bound: overlapping runs allow this many ids. Vcpus in different blocks of this size are certainly of different vcores.</summary>
    public int Most => Largest >> _mostBelowLargest;

    /// <summary>The inferred stride. The upper bound wins: in split-core mode a run may have guest exits of other vcores.</summary>
    public int Value => Math.Min(Least, Most);

    /// <summary>A known stride: 1, 2, 4 or 8.</summary>
    public static VcoreStride Given(int stride) => Between(stride, stride);

    /// <summary>The bounds of a snapshot; invalid ones are clamped.</summary>
    public static VcoreStride Between(int least, int most) => new(Math.Clamp(least, 1, Largest), Math.Clamp(most, 1, Largest));

    /// <summary>The stride after a run: raises the lower bound to its threads and its trigger's vcpu.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VcoreStride With(in ClosedRun run) => HasRoomFor(run) ? this : Widened(run);

    // Fast path for the usual case; Widened would return the same bounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    /// <summary>The stride after overlapping runs of two vcpus, which are therefore of different vcores.</summary>
    internal VcoreStride WithOverlap(int left, int right) =>
        new(Least, Math.Max(1, Math.Min(Most, BlockOfBoth(left, right) / 2)));

    /// <summary>The smallest power of two whose blocks have both vcpus in one.</summary>
    private static int BlockOfBoth(int left, int right) => left == right ? 1 : 2 << BitOperations.Log2((uint)(left ^ right));
}
