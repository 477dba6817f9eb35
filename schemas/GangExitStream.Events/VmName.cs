using System.Text;

namespace GangExitStream.Events;

/// <summary>
/// Cleans names of VMs. They come from command lines, files and records of other programs, and may be long or contain control characters.
/// </summary>
public static class VmName
{
    /// <summary>Most UTF-8 bytes of a name; a longer name is cut and ends with an ellipsis.</summary>
    public const int MaxBytes = 200;

    private const string Ellipsis = "…";
    private const char Replacement = '\ufffd';

    /// <summary>
    /// The clean name: trimmed, with U+FFFD instead of control and format characters and unpaired surrogates, cut to
    /// <see cref="MaxBytes"/>. Null: nothing is left.
    /// </summary>
    public static string? Clean(string? name)
    {
        if (name is null || (name = name.Trim()).Length == 0)
            return null;
        return IsClean(name) ? name : Rebuild(name);
    }

    // The fast path: most names are short printable ASCII.
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
        var cut = -1; // length to cut at if the name turns out to be too long
        foreach (var rune in name.EnumerateRunes())
        {
            var shown = PlainText.IsHidden(rune) ? new Rune(Replacement) : rune;
            if (cut < 0 && bytes + shown.Utf8SequenceLength > room)
                cut = text.Length;
            bytes += shown.Utf8SequenceLength;
            if (bytes > MaxBytes)
                return text.ToString(0, cut) + Ellipsis;
            text.Append(shown.ToString());
        }
        return text.ToString();
    }
}
