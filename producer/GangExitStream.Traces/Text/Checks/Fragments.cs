using GangExitStream.Traces.Text.Fields;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>
/// Finds fragments of lines: in a text that has had only lines of events, a line that is none was split, or bytes of it are missing. Texts with
/// other kinds of lines (callchains, function traces, logs of other programs) are not checked, because such a line may be whole.
/// </summary>
internal sealed class Fragments(TraceForm form)
{
    // A text whose events have callchains may begin with some that have none.
    private const int MinEvents = 4;
    private const int MaxWordsToName = 4;
    private const int MinAddress = 6; // digits

    private int _events;
    private bool _isMixed;

    /// <summary>Notes a line of a counted event.</summary>
    /// <param name="isLogged">Another program has put text before it, and may have lines of its own.</param>
    public void NoteEvent(bool isLogged)
    {
        _events++;
        _isMixed |= isLogged;
    }

    /// <summary>Whether a line without a counted event is a fragment.</summary>
    public bool IsFragment(ReadOnlySpan<byte> line)
    {
        if (_isMixed || IsHeader(line))
            return false;
        if (IsEvent(line))
        {
            _events++;
            return false;
        }
        _isMixed = _events < MinEvents || IsOtherKind(line);
        return !_isMixed;
    }

    private static bool IsHeader(ReadOnlySpan<byte> line) => line.TrimStart((byte)' ') is [] or [(byte)'\r'] or [(byte)'#', ..]
        || line.StartsWith("[ perf record: "u8) || line.StartsWith("cpus="u8) || line.StartsWith("version = "u8) || line.StartsWith("CPU "u8) || LostLine.TryRead(line, out _, out _);

    private bool IsEvent(ReadOnlySpan<byte> line)
    {
        if (!LinePrefix.TryRead(form, line, out _, out var rest))
            return false;
        var words = new Words(rest);
        for (var i = 0; i < MaxWordsToName; i++)
        {
            var word = words.TakeFirst();
            if (word is [(byte)'_' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z', .., (byte)':'] || word.StartsWith("PERF_RECORD_"u8))
                return !IsMangled(word, words.Rest);
        }
        return false;
    }

    // Bytes are missing in the name: the fields are those of a counted event. kvmppc_vcore_* have the fields of a run_core.
    private static bool IsMangled(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fields) =>
        !CountedEvents.IsFreeText(name) && ((fields.IndexOf(" runner_vcpu="u8) >= 0 && !name.EndsWith(CountedEvents.RunCore) && name.IndexOf("kvmppc_vcore_"u8) < 0)
        || (fields.IndexOf(" trap="u8) >= 0 && !name.EndsWith(CountedEvents.GuestExit)));

    // A callchain's address, and what ftrace prints of stacks, functions and their graph.
    private static bool IsOtherKind(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        var word = new Words(text).TakeFirst();
        return text.StartsWith("=>"u8) || text.IndexOf("<-"u8) >= 0 || text.IndexOf(" stack trace>"u8) >= 0 || text.IndexOf("<stack"u8) >= 0 || text.Contains((byte)'|')
            || (text.Length < line.Length && word.Length >= MinAddress && TextNumber.TryBits([.. "0x"u8, .. word], out _));
    }
}
