using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>Fibonacci hashing: spreads numbers that are neighbours, or multiples of one number, as vcpu ids and the tgids of a host are.</summary>
public static class FibonacciHash
{
    /// <summary>The place of a key.</summary>
    /// <param name="key">Any number.</param>
    /// <param name="shift">32 less the bits of a place (1 to 31).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int key, int shift) => (int)(((uint)key * 0x9E3779B1u) >> shift);
}
