using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace GangExitStream.Traces.Text;

/// <summary>
/// Whose lines they are, by what stands before the tool's own line: <c>trace-cmd report -i A -i B</c> puts the file's or the instance's name
/// and a colon there, a log host and program. Threads and VMs of two hosts may have the same numbers, and two instances may hold the same
/// events, so that they can't be counted as one trace. Stamps of time are left out.
/// </summary>
internal sealed class LineSource
{
    private const int MaxWords = 2;

    private byte[]? _first;

    /// <summary>Whether the line is of the same source as the first one.</summary>
    /// <param name="before">What stands before the tool's own line.</param>
    /// <param name="both">Where it isn't: the two sources.</param>
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

    private static string Text(ReadOnlySpan<byte> name) => name.IsEmpty ? "one without a name" : Encoding.UTF8.GetString(name);

    /// <summary>Of the last words those that are no time: <c>vm kernel</c> of <c>Nov 27 04:21:53 vm kernel: </c>.</summary>
    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> before)
    {
        var words = new Words(before);
        var end = before.TrimEnd((byte)' ').Length;
        var start = end;
        for (var i = 0; i < MaxWords; i++)
        {
            var word = words.Last();
            if (!IsName(word))
                break;
            start = words.Rest.Length;
        }
        return WithoutProcess(before[start..end].TrimEnd(":|"u8));
    }

    // "[  40.000001]", "[T123]" and "2026-03-01T10:00:00Z" change from line to line; "[pod/x/y]" doesn't.
    private static bool IsName(ReadOnlySpan<byte> word) => word switch
    {
        [] or [>= (byte)'0' and <= (byte)'9', ..] => false,
        [(byte)'[', >= (byte)'A' and not (byte)'[', .., (byte)']'] => word.Length > MaxWords && !TextNumber.TryDigits(word[2..^1], out _),
        [(byte)'[', ..] => false,
        [.., (byte)']'] => word.Contains((byte)'['),
        _ => true,
    };

    // "vm gangexit[123]": the service may have been started again.
    private static ReadOnlySpan<byte> WithoutProcess(ReadOnlySpan<byte> name) =>
        name is [not (byte)'[', .., (byte)']'] && name.LastIndexOf((byte)'[') is > 0 and var open ? name[..open] : name;
}
