using System.Numerics;
using GangExitStream.Detection;

namespace GangExitStream.Reporting.Analysis;

/// <summary>
/// How many vcpu ids a VM's vcore has: QEMU's vsmt, 1, 2, 4 or 8, which no trace says. Inferred from the runs: the smallest stride that has
/// room for a run's threads and for its runner beside the vcpu that triggered its end; and, since one vcore can't have two runs at once,
/// one under which runs that overlap in time are of different vcores. docs/semantics.md, "Vcores".
/// </summary>
internal sealed class VcoreStride
{
    /// <summary>POWER8's threads a core: the largest stride.</summary>
    public const int Largest = GangDetector.VcoreStride;

    /// <summary>Vcpu ids above aren't looked at: KVM has 2,048 (KVM_MAX_VCPUS) with a stride of 8.</summary>
    private const int MaxVcpu = 16_384;

    private long[] _lastExitNs = []; // by runner vcpu
    private int _least = 1;
    private int _most = Largest;

    /// <summary>The stride, as far as the runs tell. Overlaps decide: in split-core mode a run may have guest exits of other vcores.</summary>
    public int Value => Math.Min(_least, _most);

    /// <summary>Takes the next run; they come in the order of their Exits.</summary>
    public void Add(in ClosedRun run)
    {
        if (!run.HasEnter || run.Uncertain || run.RunnerVcpu is < 0 or >= MaxVcpu)
            return;
        var threads = Math.Clamp(Math.Max(run.NRunnableAtEnter, run.NRunnable), 1, Largest);
        _least = Math.Max(_least, (int)BitOperations.RoundUpToPowerOf2((uint)threads));
        if (run.TriggerVcpu >= 0 && BlockOfBoth(run.RunnerVcpu, run.TriggerVcpu) is var block and <= Largest)
            _least = Math.Max(_least, block);
        LookForOverlaps(run);
    }

    private void LookForOverlaps(in ClosedRun run)
    {
        var first = run.RunnerVcpu & ~(Largest - 1);
        if (first + Largest > _lastExitNs.Length)
            Grow(first + Largest);
        var exits = _lastExitNs.AsSpan(first, Largest);
        var own = run.RunnerVcpu - first;
        for (var other = 0; other < exits.Length; other++)
        {
            if (other != own && exits[other] > run.EnterNs)
                _most = Math.Min(_most, BlockOfBoth(own, other) / 2);
        }
        exits[own] = run.ExitNs;
    }

    private void Grow(int length)
    {
        var before = _lastExitNs.Length;
        Array.Resize(ref _lastExitNs, Math.Max(length, 2 * before));
        _lastExitNs.AsSpan(before).Fill(long.MinValue);
    }

    /// <summary>The smallest power of two under which both vcpus are in one block.</summary>
    private static int BlockOfBoth(int left, int right) => left == right ? 1 : 2 << BitOperations.Log2((uint)(left ^ right));
}
