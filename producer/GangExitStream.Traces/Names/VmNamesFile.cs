using System.Globalization;
using System.Text;

namespace GangExitStream.Traces.Names;

/// <summary>
/// Reads the file of <c>--vm-names</c>: UTF-8, one VM per line, <c>TGID NAME</c> or <c>HOST/TGID NAME</c>. The name is the rest of the line, so it may
/// contain spaces. Empty lines and lines that begin with # are skipped.
/// </summary>
public static class VmNamesFile
{
    /// <summary>Most names in a file.</summary>
    public const int MaxNames = 1_000_000;

    /// <summary>Longest line, in characters.</summary>
    public const int MaxLine = 4096;

    private const string Expected = "expected TGID NAME or HOST/TGID NAME";

    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>Reads a file. The problem names the file and the line; null: no problem.</summary>
    public static (VmNames Names, string? Problem) Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            var (names, problem) = Read(reader);
            return (names, problem is null ? null : $"{path}:{problem}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return (VmNames.None, e is DecoderFallbackException ? $"{path}: it is not UTF-8" : e.Message);
        }
    }

    /// <summary>Reads lines. The problem begins with the line number; null: no problem.</summary>
    public static (VmNames Names, string? Problem) Read(TextReader lines)
    {
        var names = new VmNames();
        var line = new StringBuilder();
        for (var number = 1; ReadLine(lines, line); number++)
        {
            if (AddLine(line.ToString().Trim(), names) is { } problem)
                return (VmNames.None, string.Create(CultureInfo.InvariantCulture, $"{number}: {problem}"));
        }
        return (names, null);
    }

    /// <summary>Adds the name of one line; returns the problem with it, or null.</summary>
    private static string? AddLine(string line, VmNames names)
    {
        if (line.Length > MaxLine)
            return $"the line is longer than {MaxLine} characters; {Expected}";
        if (line.Length == 0 || line[0] == '#')
            return null;
        var end = line.IndexOfAny(Blanks);
        var vm = end < 0 ? line : line[..end];
        var slash = vm.LastIndexOf('/');
        var host = slash < 0 ? null : vm[..slash];
        if (!int.TryParse(vm.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var tgid) || tgid == 0 || host is "")
            return $"'{VmName.Clean(vm)}' is no process id; {Expected}";
        if (end < 0 || VmName.Clean(line[end..]) is not { } name)
            return $"{vm} has no name; {Expected}";
        if (names.Count >= MaxNames)
            return $"there are more than {MaxNames} names";
        return names.TryAdd(host, tgid, name) ? null : $"{vm} has another name already: '{names.Find(host, tgid)}'";
    }

    // Reads at most MaxLine + 1 characters: the file may be the wrong one, with very long lines.
    private static bool ReadLine(TextReader lines, StringBuilder line)
    {
        line.Clear();
        var any = false;
        while (lines.Read() is var c and >= 0)
        {
            any = true;
            if (c == '\n')
                break;
            if (line.Length <= MaxLine)
                line.Append((char)c);
            else
                break; // AddLine reports that the line is too long
        }
        return any;
    }
}
