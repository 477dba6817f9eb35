using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// A direct-mapped cache of per-VM objects by tgid. Events of several VMs interleave, but few VMs run at a time, so most lookups avoid the dictionary.
/// </summary>
/// <typeparam name="T">The object of a VM.</typeparam>
public sealed class RecentVms<T>
    where T : class
{
    private const int Bits = 8;

    private readonly T?[] _slots = new T?[1 << Bits];

    /// <summary>The VM's slot. It may hold another VM's object: the caller compares the tgid, and on a miss stores its own object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T? Slot(int tgid) => ref _slots[FibonacciHash.Of(tgid, 32 - Bits)];
}
