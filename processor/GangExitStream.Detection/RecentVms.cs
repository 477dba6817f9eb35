using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// What belongs to the VMs last seen. Merged CPUs take turns, but few VMs run at a time: those are found without a look into a dictionary.
/// </summary>
/// <typeparam name="T">What is kept for a VM.</typeparam>
public sealed class RecentVms<T>
    where T : class
{
    private const int Bits = 8;

    private readonly T?[] _slots = new T?[1 << Bits];

    /// <summary>The one place where a VM's may lie, another VM's perhaps: whoever finds that looks elsewhere and puts its own there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T? Slot(int tgid) => ref _slots[FibonacciHash.Of(tgid, 32 - Bits)];
}
