using System.Runtime.CompilerServices;

namespace GangExitStream.Reporting.Exits;

/// <summary>
/// The layout of a VM's counters: two for each known trap vector, a multiple of 0x20 (exits whose vcpu had not ceded, and had), then one for
/// other events. Found without a branch, since the kind of the next event is not predictable.
/// </summary>
internal static class TrapPlaces
{
    /// <summary>Counters of a VM: a power of two above twice the known traps.</summary>
    public const int Counters = 64;

    private const int Nowhere = Counters - 1;
    private const int Step = 0x20;
    private const int Vectors = 0x1800 / Step;
    private const byte Unknown = byte.MaxValue;

    /// <summary>The traps with counters.</summary>
    public static readonly int[] Known = [.. Enumerable.Range(0, Vectors).Select(vector => vector * Step)
        .Where(trap => !TrapNames.Format(trap).StartsWith("0x", StringComparison.Ordinal)).Take(Nowhere / 2)];

    /// <summary>By vector: the index of the first counter, or <see cref="Unknown"/>; the last entry is for all larger vectors.</summary>
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
        var isExit = e.Kind == KvmEventKind.GuestExit;
        var vector = Math.Min((uint)e.Value / Step, Vectors);
        var at = (int)table[(int)vector];
        var isOther = isExit & (((e.Value & (Step - 1)) != 0) | (at == Unknown));
        place = isExit & !isOther ? at + (e.Ceded != 0 ? 1 : 0) : Nowhere;
        return !isOther;
    }

    private static byte[] All()
    {
        var places = new byte[Vectors + 1];
        Array.Fill(places, Unknown);
        for (var i = 0; i < Known.Length; i++)
            places[Known[i] / Step] = (byte)(2 * i);
        return places;
    }
}
