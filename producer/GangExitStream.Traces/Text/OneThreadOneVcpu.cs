using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text;

/// <summary>
/// A thread is a vcpu's: it never runs the vcore for another one. <c>perf script -F pid</c> without <c>tid</c> prints processes where threads
/// would stand, which is only seen by this.
/// </summary>
internal sealed class OneThreadOneVcpu
{
    private const int MaxThreads = 1 << 16;

    private readonly Dictionary<int, int> _vcpus = [];

    /// <summary>Whether the thread has always been this vcpu's.</summary>
    public bool IsSame(int tid, int vcpu)
    {
        if (_vcpus.Count >= MaxThreads)
            return _vcpus.GetValueOrDefault(tid, vcpu) == vcpu;
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_vcpus, tid, out var exists);
        known = exists ? known : vcpu;
        return known == vcpu;
    }
}
