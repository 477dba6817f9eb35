using System.Buffers;
using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>Tells words that may name a source (a host, a program, a file) from stamps and levels, which change from line to line.</summary>
internal static class SourceName
{
    private const int MaxUnit = 2; // "12ms", GitLab's "01O"
    private const int Tai64Length = 25; // multilog's "@400000006929..."

    private static readonly SearchValues<byte> Decimal = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> TimeLike = SearchValues.Create("0123456789-.+TZ"u8);

    /// <summary>
    /// Whether the word may name a source. Words such as "[  40.000001]", "[T123]" and "2026-03-01T10:00:00Z" do not; "[pod/x/y]", "1.dat" and
    /// "10.0.0.1" do.
    /// </summary>
    public static bool Is(ReadOnlySpan<byte> word) => word switch
    {
        [] or [(byte)':', ..] or [(byte)'<', >= (byte)'0' and <= (byte)'9', ..] => false,
        [>= (byte)'0' and <= (byte)'9', ..] => IsWithDigit(word.TrimEnd(":|>"u8)),
        [(byte)'[', (byte)'T' or (byte)'C', .., (byte)']'] => !TextNumber.TryDigits(word[2..^1], out _), // printk's caller
        [(byte)'[', >= (byte)'A' and not (byte)'[', .., (byte)']'] => true,
        [(byte)'[', ..] => false,
        [.., (byte)']'] => word.Contains((byte)'['),
        [(byte)'I' or (byte)'W' or (byte)'E' or (byte)'F', _, _, _, _] => !TextNumber.TryDigits(word[1..], out _), // klog's level and date
        [(byte)'@', (byte)'4', ..] => word.Length != Tai64Length,
        _ => HasLetter(word) && !IsCalendar(word),
    };

    private static bool IsWithDigit(ReadOnlySpan<byte> word)
    {
        if (word.IndexOfAny(",;<"u8) >= 0)
            return false;
        if (word.Contains((byte)':'))
            return word.IndexOf("::"u8) > 0; // an IPv6 address, else a time of day
        if (!HasLetter(word))
            return word.Count((byte)'.') == 3; // an IPv4 address
        return word[word.IndexOfAnyExcept(Decimal)..].Length > MaxUnit && !IsTime(word);
    }

    private static bool IsTime(ReadOnlySpan<byte> word) => !word.ContainsAnyExcept(TimeLike);

    private static bool HasLetter(ReadOnlySpan<byte> word) =>
        word.ContainsAnyInRange((byte)'a', (byte)'z') || word.ContainsAnyInRange((byte)'A', (byte)'Z') || word.ContainsAnyInRange((byte)0x80, (byte)0xff);

    private static bool IsCalendar(ReadOnlySpan<byte> word) => word.Length == 3
        && (" Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun UTC "u8.IndexOf(word) & 3) == 1;
}
