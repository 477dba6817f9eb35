using System.Numerics;
using System.Runtime.CompilerServices;

namespace GangExitStream.Reporting.Exits;

/// <summary>
/// The layout of a VM's counters: two for each known trap vector, a multiple of 0x20 (exits whose vcpu had not ceded, and had), then two for
/// other events. Found without a branch, since the kind of the next event is not predictable.
/// </summary>
internal static class TrapPlaces
{
    /// <summary>Counters of a VM: a power of two above twice the known traps.</summary>
    public const int Counters = 64;

    /// <summary>The counters of traps; those of other events follow.</summary>
    public const int OfTraps = Counters - 2;

    private const int StepBits = 5;
    private const int Step = 1 << StepBits;
    private const int Vectors = 0x1800 / Step;
    private const int OfOthers = Vectors + 1; // index into the table
    private const byte Unknown = byte.MaxValue;

    /// <summary>The traps with counters.</summary>
    public static readonly int[] Known = [.. Enumerable.Range(0, Vectors).Select(vector => vector * Step)
        .Where(trap => !TrapNames.Format(trap).StartsWith("0x", StringComparison.Ordinal)).Take(OfTraps / 2)];

    /// <summary>By vector: the index of the first counter, or <see cref="Unknown"/>; then one entry for all larger vectors, and one for other events.</summary>
    public static byte[] Table { get; } = All();

    /// <summary>The index of a known trap's first counter.</summary>
    public static int Of(int trap) => Table[trap / Step];

    /// <summary>The number of a known trap, below half of <see cref="Counters"/>; false: the trap has no counters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNumber(int trap, out int number)
    {
        var at = (int)Table[(int)Math.Min((uint)trap / Step, Vectors)];
        number = at / 2;
        return (trap & (Step - 1)) == 0 & at != Unknown;
    }

    /// <summary>The counter of an event; false: a guest exit whose trap has no counters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFind(in KvmEvent e, byte[] table, out int place)
    {
        var vector = (long)BitOperations.RotateRight((uint)e.Value, StepBits) - Vectors; // what is no multiple of the step becomes large
        var known = Vectors + (int)(vector & (vector >> 63));
        var isOther = -(int)e.Kind >> 31; // all bits, or none
        int at = table[(known & ~isOther) | (OfOthers & isOther)];
        place = at + (e.Ceded != 0 ? 1 : 0);
        return at != Unknown;
    }

    private static byte[] All()
    {
        var places = new byte[Vectors + 2];
        Array.Fill(places, Unknown);
        places[OfOthers] = OfTraps;
        for (var i = 0; i < Known.Length; i++)
            places[Known[i] / Step] = (byte)(2 * i);
        return places;
    }
}
