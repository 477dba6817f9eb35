using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>Fibonacci hashing: spreads keys that are consecutive or multiples of one number, as vcpu ids and tgids are.</summary>
public static class FibonacciHash
{
    /// <summary>The slot of a key.</summary>
    /// <param name="key">Any number.</param>
    /// <param name="shift">32 minus the bits of a slot number (1 to 31).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int key, int shift) => (int)(((uint)key * 0x9E3779B1u) >> shift);
}
