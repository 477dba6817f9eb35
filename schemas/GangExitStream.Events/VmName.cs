using System.Globalization;
using System.Text;

namespace GangExitStream.Events;

/// <summary>
/// Names of VMs come from command lines, files and records of others: what is taken over is short and one line, whatever they hold.
/// </summary>
public static class VmName
{
    /// <summary>The most UTF-8 bytes of a name; what is longer is cut, and ends with an ellipsis.</summary>
    public const int MaxBytes = 200;

    private const string Ellipsis = "…";
    private const char Replacement = '\ufffd';

    /// <summary>
    /// A name as it is kept: without spaces at its ends, with U+FFFD for control and format characters and for halves of characters, cut to
    /// <see cref="MaxBytes"/>. Null where nothing is left.
    /// </summary>
    public static string? Clean(string? name)
    {
        if (name is null || (name = name.Trim()).Length == 0)
            return null;
        return IsClean(name) ? name : Rebuild(name);
    }

    // Most are: letters, digits, dashes.
    private static bool IsClean(string name)
    {
        foreach (var c in name)
        {
            if (c is < ' ' or > '~')
                return false;
        }
        return name.Length <= MaxBytes;
    }

    private static string Rebuild(string name)
    {
        var text = new StringBuilder(Math.Min(name.Length, MaxBytes));
        var (bytes, room) = (0, MaxBytes - Encoding.UTF8.GetByteCount(Ellipsis));
        var cut = -1; // where to cut, should it be too long
        foreach (var rune in name.EnumerateRunes())
        {
            var shown = IsHidden(rune) ? new Rune(Replacement) : rune;
            if (cut < 0 && bytes + shown.Utf8SequenceLength > room)
                cut = text.Length;
            bytes += shown.Utf8SequenceLength;
            if (bytes > MaxBytes)
                return text.ToString(0, cut) + Ellipsis;
            text.Append(shown.ToString());
        }
        return text.ToString();
    }

    // Format characters include those that turn the direction of all text behind them.
    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;
}
