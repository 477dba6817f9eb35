using System.Globalization;

namespace GangExitStream.Events;

/// <summary>
/// Names of the interrupt vectors that end a guest's run (Linux: arch/powerpc/include/asm/kvm_asm.h and
/// kvm_trace_symbol_exit in arch/powerpc/kvm/trace_book3s.h). Unknown ones are written as hexadecimal numbers.
/// </summary>
public static class TrapNames
{
    // Plain dictionaries and an array, because creating a FrozenDictionary takes longer than reading a small trace.
    private static readonly Dictionary<int, string> ByNumber = new()
    {
        [0x0] = "RETURN_TO_HOST",
        [0x100] = "SYSTEM_RESET",
        [0x200] = "MACHINE_CHECK",
        [0x300] = "DATA_STORAGE",
        [0x380] = "DATA_SEGMENT",
        [0x400] = "INST_STORAGE",
        [0x480] = "INST_SEGMENT",
        [0x500] = "EXTERNAL",
        [0x501] = "EXTERNAL_LEVEL",
        [0x502] = "EXTERNAL_HV",
        [0x600] = "ALIGNMENT",
        [0x700] = "PROGRAM",
        [0x800] = "FP_UNAVAIL",
        [0x900] = "DECREMENTER",
        [0x980] = "HV_DECREMENTER",
        [0xa00] = "DOORBELL",
        [0xc00] = "SYSCALL",
        [0xd00] = "TRACE",
        [0xe00] = "H_DATA_STORAGE",
        [0xe20] = "H_INST_STORAGE",
        [0xe40] = "H_EMUL_ASSIST",
        [0xe60] = "HMI",
        [0xe80] = "H_DOORBELL",
        [0xea0] = "H_VIRT",
        [0xf00] = "PERFMON",
        [0xf20] = "ALTIVEC",
        [0xf40] = "VSX",
        [0xf60] = "FAC_UNAVAIL",
        [0xf80] = "H_FAC_UNAVAIL",
        [0x1500] = "DENORMAL",
    };

    private static readonly string?[] Names = ByPlace();

    private static readonly Dictionary<string, int> ByName =
        ByNumber.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByNameSpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The trap's name, or its number as hex (<c>0x1234</c>).</summary>
    public static string Format(int trap) =>
        (uint)trap < (uint)Names.Length && Names[trap] is { } name ? name : string.Create(CultureInfo.InvariantCulture, $"0x{trap:x}");

    /// <summary>Parses a trap as <see cref="Format"/> writes it: a name, or hexadecimal with 0x. False: the name is unknown.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int trap)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return int.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out trap);
        return ByNameSpan.TryGetValue(text, out trap);
    }

    private static string?[] ByPlace()
    {
        var names = new string?[ByNumber.Keys.Max() + 1];
        foreach (var (trap, name) in ByNumber)
            names[trap] = name;
        return names;
    }
}
