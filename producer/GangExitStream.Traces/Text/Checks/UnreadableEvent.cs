using System.Globalization;
using System.Text;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>The unreadable lines of one event, and what they have in common.</summary>
internal sealed class UnreadableEvent(string name)
{
    private const int MaxShown = 8;

    private long _firstOffset;
    private int _length; // of every line; -1: they differ
    private bool _hasPrefix;
    private string? _wrapped;
    private string _reason = "";

    /// <summary>Number of lines.</summary>
    public long Lines { get; private set; }

    /// <summary>Notes a line.</summary>
    public void Add(TraceForm form, ReadOnlySpan<byte> line, long offset)
    {
        line = line.TrimEnd((byte)'\r');
        if (Lines++ > 0)
        {
            _length = _length == line.Length ? _length : -1;
            return;
        }
        (_length, _firstOffset, _hasPrefix) = (line.Length, offset, LinePrefix.TryRead(form, line, out _, out _));
        (_wrapped, _reason) = (WrapOf(line), ReasonOf(line.TrimEnd((byte)' ')));
    }

    /// <summary>The finding that no line of this event could be read, nor of the other one if it is given.</summary>
    public TraceDamage Finding(UnreadableEvent? other)
    {
        var isCut = _hasPrefix && Lines > 1 && _length > 0;
        var reason = _wrapped ?? (isCut ? $"each is {_length} characters long, so the lines were cut off (cut -c, the width of a terminal): use the whole lines" : _reason);
        var lines = string.Create(CultureInfo.InvariantCulture, $"{Lines + (other?.Lines ?? 0):N0} lines with {(other is null ? name : "kvm_guest_exit or kvmppc_run_core")}");
        return new TraceDamage(TraceDamageId.UnreadableEvents, _firstOffset, $"none of the {lines} can be read, so nothing is counted: {reason}");
    }

    private static string? WrapOf(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("{\""u8))
            return "each is a JSON object of another program: print its text only, for example with jq -rj .log FILE | gangexit report -";
        return line[0] is (byte)'"' or (byte)'\'' || line.StartsWith("b'"u8) ? "each is in quotes: remove what another program added" : null;
    }

    // A whole line of either event ends with a digit.
    private string ReasonOf(ReadOnlySpan<byte> line)
    {
        if (!char.IsAsciiLetterOrDigit((char)line[^1]))
            return $"each ends with \"{Shown(line[^Math.Min(line.Length, MaxShown)..])}\", but the event's line with a digit: remove what another program added (cat -A adds $)";
        return _hasPrefix
            ? "a field is missing or in another format: use the text as the tool prints it; ftrace without options/raw, hex and bin"
            : TextBeginning.FindMissingField(line) ?? "the beginning of the line can't be read: use the text as the tool prints it";
    }

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
