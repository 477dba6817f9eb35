using System.Globalization;
using System.Text;

namespace GangExitStream.Events;

/// <summary>Texts of traces, file names and other programs that are shown in messages. They may contain control characters, which a terminal obeys.</summary>
public static class PlainText
{
    private const char Replacement = '\ufffd';

    /// <summary>The text with U+FFFD instead of control and format characters and unpaired surrogates.</summary>
    public static string Clean(string text) => IsAscii(text) ? text : string.Concat(text.EnumerateRunes().Select(Shown));

    // The fast path: most texts are printable ASCII.
    private static bool IsAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static string Shown(Rune rune) => IsHidden(rune) ? Replacement.ToString() : rune.ToString();

    /// <summary>Format characters include those that change the direction of the following text.</summary>
    internal static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;
}
