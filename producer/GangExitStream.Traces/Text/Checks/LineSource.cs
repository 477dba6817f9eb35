using System.Diagnostics.CodeAnalysis;
using System.Text;
using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>
/// Detects lines of several sources by the text before the tool's own line: <c>trace-cmd report -i A -i B</c> prints the name of the file or
/// instance and a colon, a log prints host and program. Such lines can't be counted as one trace, because thread and process ids of two hosts may be
/// equal, and two instances may have the same events. Time stamps in that text are ignored.
/// </summary>
internal sealed class LineSource
{
    private const int MaxWords = 2;
    private const int MaxWordsSeen = 12;

    private byte[]? _first;
    private readonly NumberedSource _number = new();

    /// <summary>Whether the line has the same source as the first one.</summary>
    /// <param name="before">The text before the tool's own line.</param>
    /// <param name="both">The two sources when they differ; otherwise null.</param>
    public bool IsSame(ReadOnlySpan<byte> before, [NotNullWhen(false)] out string? both)
    {
        both = null;
        if (before.IsEmpty && _first is [])
            return true;
        var name = NameIn(before);
        if (_first is null)
            _first = name.ToArray();
        else if (!name.SequenceEqual(_first))
            both = $"{Text(_first)} and {Text(name)}";
        if (name.IsEmpty)
            both ??= _number.Other(new Words(before).TakeLast());
        return both is null;
    }

    private static string Text(ReadOnlySpan<byte> name) => name.IsEmpty ? "one without name" : Encoding.UTF8.GetString(name);

    /// <summary>The last words, without times behind them: <c>vm kernel</c> of <c>Nov 27 04:21:53 vm kernel: </c>, <c>vm</c> of <c>vm [  40.000001] </c>.</summary>
    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> before)
    {
        var words = new Words(before);
        var (start, end, found) = (0, 0, 0);
        for (var i = 0; i < MaxWordsSeen && found < MaxWords; i++)
        {
            var word = words.TakeLast();
            var isName = SourceName.Is(word);
            if (word.IsEmpty || (!isName && found > 0))
                break;
            if (!isName)
                continue;
            start = words.Rest.Length;
            end = found++ == 0 ? start + word.Length : end;
        }
        return WithoutProcess(WithoutLine(before[start..end].TrimEnd(":|"u8)));
    }

    // grep -Hn prints "a.txt:12:". In an IPv6 address the last number belongs to the name.
    private static ReadOnlySpan<byte> WithoutLine(ReadOnlySpan<byte> name)
    {
        var colon = name.LastIndexOf((byte)':');
        return colon > 0 && name.IndexOf("::"u8) < 0 && TextNumber.TryDigits(name[(colon + 1)..], out _) ? name[..colon] : name;
    }

    // The process id in "vm gangexit[123]" changes when the service is restarted.
    private static ReadOnlySpan<byte> WithoutProcess(ReadOnlySpan<byte> name) =>
        name is [not (byte)'[', .., (byte)']'] && name.LastIndexOf((byte)'[') is > 0 and var open ? name[..open] : name;
}
