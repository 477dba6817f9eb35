using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GangExitStream.Kafka.Properties;

/// <summary>
/// Reads the text form of java.util.Properties: comments with # and !, keys that end with '=', ':' or white space,
/// a backslash at the end of a line to continue it, and the escapes of Properties.load.
/// </summary>
public static class JavaPropertiesReader
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private const string Whitespace = " \t\f";

    /// <summary>Reads a file.</summary>
    public static PropertiesFile ReadFile(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1]; // not the file's length, because a pipe such as the shell's <(...) has none
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count > MaxBytes ? PropertiesFile.Unreadable(path, $"is longer than {MaxBytes} bytes") : Parse(Decode(bytes[..count]), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return PropertiesFile.Unreadable(path, $"can't be read ({e.Message})");
        }
    }

    /// <summary>Parses a text; <paramref name="origin"/> is its name in <see cref="PropertyEntry.Place"/> and in problems.</summary>
    public static PropertiesFile Parse(string text, string origin)
    {
        var entries = ImmutableArray.CreateBuilder<PropertyEntry>();
        var problems = ImmutableArray.CreateBuilder<KafkaProblem>();
        using var lines = new StringReader(text);
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            line = line.TrimStart(Whitespace.ToCharArray());
            if (line.Length == 0 || line[0] is '#' or '!')
                continue;
            var place = string.Create(CultureInfo.InvariantCulture, $"{origin}:{number}");
            if (ToEntry(WholeLine(line, lines, ref number), place) is { } entry)
                entries.Add(entry);
            else
                problems.Add(new(KafkaProblemId.PropertySyntax, place, "malformed \\uxxxx escape", "Write four hexadecimal digits after \\u"));
        }
        return new PropertiesFile(entries.ToImmutable(), problems.ToImmutable());
    }

    private static string WholeLine(string line, StringReader lines, ref int number)
    {
        if (!IsContinued(line))
            return line;
        var whole = new StringBuilder(line);
        while (IsContinued(line))
        {
            whole.Length--;
            line = (lines.ReadLine() ?? "").TrimStart(Whitespace.ToCharArray());
            number++;
            whole.Append(line);
        }
        return whole.ToString();
    }

    private static bool IsContinued(string line) => (line.Length - line.AsSpan().TrimEnd('\\').Length) % 2 == 1;

    private static PropertyEntry? ToEntry(string line, string place)
    {
        var keyEnd = KeyEnd(line);
        var rest = line.AsSpan(keyEnd).TrimStart(Whitespace);
        if (rest.Length > 0 && rest[0] is '=' or ':')
            rest = rest[1..].TrimStart(Whitespace);
        return Unescape(line.AsSpan(0, keyEnd)) is { } key && Unescape(rest) is { } value
            ? new PropertyEntry(key, value, place)
            : null;
    }

    private static int KeyEnd(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
                i++;
            else if (line[i] is '=' or ':' or ' ' or '\t' or '\f')
                return i;
        }
        return line.Length;
    }

    private static string? Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
            return text.ToString();
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
                plain.Append(text[i]);
            else if (++i < text.Length && text[i] != 'u')
                plain.Append(Escape(text[i]));
            else if (i < text.Length && !AppendUnicode(text, ref i, plain))
                return null;
        }
        return plain.ToString();
    }

    private static char Escape(char c) => c switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', _ => c };

    private static bool AppendUnicode(ReadOnlySpan<char> text, ref int u, StringBuilder plain)
    {
        if (u + 4 >= text.Length || !ushort.TryParse(text.Slice(u + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            return false;
        plain.Append((char)code);
        u += 4;
        return true;
    }

    // Properties.load reads Latin-1, but editors write UTF-8. Valid UTF-8 is read as UTF-8, other bytes as Latin-1.
    private static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
