using System.Text;
using GangExitStream.Traces.Text.Fields;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>What a text has whose lines have no wanted event: the names of its events, or no names at all.</summary>
internal sealed class WhatIsThere(TraceForm form)
{
    private const string Fields = "perf script -F comm,pid,tid,cpu,time,event,trace";
    private const int MaxLines = 10_000;
    private const int MaxNames = 8;
    private const int MaxWordsToName = 4;

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private int _lines;
    private bool _isRaw;
    private bool _hasNoNames;

    /// <summary>Notes a line before the first wanted event.</summary>
    public void Note(ReadOnlySpan<byte> line)
    {
        if (_lines++ >= MaxLines || line is [] or [(byte)'#', ..])
            return;
        if (LinePrefix.TryRead(form, line, out _, out var text) && NameIn(text) is { } name)
            _ = _names.Count >= MaxNames || _names.Add(name);
        else
            NoteNameless(line);
    }

    /// <summary>What the text has, and what to do about it.</summary>
    public string Finding() => this switch
    {
        { _names.Count: > 0 } => $"the text has no kvm_guest_exit or kvmppc_run_core; it has {string.Join(", ", _names)}{(_names.Count < MaxNames ? "" : " ...")}; {NoEventsFinding.NextStep}",
        { _hasNoNames: true } => $"its lines have the fields of the events, but no event names: add event to {Fields}",
        { _isRaw: true } => "its lines have only the events' numbers (options/raw, hex or bin): echo 0 > options/raw, hex and bin, and read trace again; the events need not be recorded again while they are in the buffer",
        _ => $"the text has no readable kvm_guest_exit or kvmppc_run_core; perf script must print the fields comm,pid,tid,cpu,time,event,trace (-F), trace-cmd report and ftrace must print times in seconds",
    };

    /// <summary>The same for a text of unknown form; null: it has neither fields of the wanted events nor numbers.</summary>
    public static string? FindingOf(ReadOnlySpan<byte> head)
    {
        var there = new WhatIsThere(TraceForm.PerfScript);
        foreach (var range in head.Split((byte)'\n'))
            there.NoteNameless(head[range]);
        return there._hasNoNames || there._isRaw ? there.Finding() : null;
    }

    private void NoteNameless(ReadOnlySpan<byte> line)
    {
        _hasNoNames |= (line.IndexOf(" trap="u8) >= 0 && line.IndexOf(" ceded="u8) >= 0) || (line.IndexOf("runnable="u8) >= 0 && line.IndexOf(" tgid="u8) >= 0);
        _isRaw |= line.IndexOf(" type: "u8) >= 0 || line.IndexOf("\0type: "u8) >= 0;
    }

    private static string? NameIn(ReadOnlySpan<byte> text)
    {
        var words = new Words(text);
        for (var i = 0; i < MaxWordsToName; i++)
        {
            var word = words.TakeFirst();
            if (word is [>= (byte)'A' and <= (byte)'z', .., (byte)':'] && !word.Contains((byte)'='))
                return Encoding.UTF8.GetString(word[..^1]);
        }
        return null;
    }
}
