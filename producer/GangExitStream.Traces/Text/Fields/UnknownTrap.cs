namespace GangExitStream.Traces.Text.Fields;

/// <summary>
/// A trap of a newer kernel whose name is not in <see cref="TrapNames"/>. Its guest exit is counted; the trap gets a number above all real ones that
/// depends only on the name, so that report, Kafka and other machines use the same number.
/// </summary>
internal static class UnknownTrap
{
    /// <summary>Smallest number of an unknown trap; real traps are interrupt vectors below 0x10000.</summary>
    public const int First = 0x4000_0000;

    private const int MaxLength = 32;

    /// <summary>The number for a name. False: it is not a valid trap name.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> name, out int number)
    {
        number = 0;
        if (name is not [>= (byte)'A' and <= (byte)'Z', _, ..] || name.Length > MaxLength)
            return false;
        var hash = 2_166_136_261u; // FNV-1a
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterUpper((char)c) && !char.IsAsciiDigit((char)c) && c != '_')
                return false;
            hash = unchecked((hash ^ c) * 16_777_619u);
        }
        number = First | (int)((hash ^ (hash >> 30)) & (First - 1));
        return true;
    }

    /// <summary>The trap that a line names.</summary>
    public static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> line)
    {
        var name = line[(line.LastIndexOf("trap="u8) + 5)..];
        var end = name.IndexOfAny((byte)' ', (byte)',');
        return end < 0 ? name.TrimEnd((byte)'\r') : name[..end];
    }
}
