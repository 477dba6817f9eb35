using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>
/// Checks that each thread belongs to one vcpu, as in QEMU. A violation shows that <c>perf script -F pid</c> without <c>tid</c> printed process ids in
/// the place of thread ids.
/// </summary>
internal sealed class VcpuOfThread
{
    private const int MaxThreads = 1 << 16;

    private readonly Dictionary<int, int> _vcpus = [];

    /// <summary>Whether all events of the thread so far had this vcpu.</summary>
    public bool IsSame(int tid, int vcpu)
    {
        if (_vcpus.Count >= MaxThreads)
            return _vcpus.GetValueOrDefault(tid, vcpu) == vcpu;
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_vcpus, tid, out var exists);
        known = exists ? known : vcpu;
        return known == vcpu;
    }
}
