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

    private byte[]? _first;

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
        return both is null;
    }

    private static string Text(ReadOnlySpan<byte> name) => name.IsEmpty ? "one without name" : Encoding.UTF8.GetString(name);

    /// <summary>The last words that are not times: <c>vm kernel</c> of <c>Nov 27 04:21:53 vm kernel: </c>.</summary>
    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> before)
    {
        var words = new Words(before);
        var end = before.TrimEnd((byte)' ').Length;
        var start = end;
        for (var i = 0; i < MaxWords; i++)
        {
            var word = words.TakeLast();
            if (!IsName(word))
                break;
            start = words.Rest.Length;
        }
        return WithoutProcess(before[start..end].TrimEnd(":|"u8));
    }

    // Words such as "[  40.000001]", "[T123]" and "2026-03-01T10:00:00Z" change from line to line, so they name no source; "[pod/x/y]" does.
    private static bool IsName(ReadOnlySpan<byte> word) => word switch
    {
        [] or [>= (byte)'0' and <= (byte)'9', ..] => false,
        [(byte)'[', >= (byte)'A' and not (byte)'[', .., (byte)']'] => word.Length > MaxWords && !TextNumber.TryDigits(word[2..^1], out _),
        [(byte)'[', ..] => false,
        [.., (byte)']'] => word.Contains((byte)'['),
        _ => true,
    };

    // The process id in "vm gangexit[123]" changes when the service is restarted.
    private static ReadOnlySpan<byte> WithoutProcess(ReadOnlySpan<byte> name) =>
        name is [not (byte)'[', .., (byte)']'] && name.LastIndexOf((byte)'[') is > 0 and var open ? name[..open] : name;
}
