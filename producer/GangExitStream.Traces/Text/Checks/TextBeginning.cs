using GangExitStream.Traces.Text.Fields;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>Checks the beginning of a text before any event is returned: whether it can be read correctly, and which field is missing.</summary>
internal static class TextBeginning
{
    private const string Fields = "perf script -F comm,pid,tid,cpu,time,event,trace";

    /// <summary>The reason to refuse a text of a known form; null: none in its beginning.</summary>
    public static TraceDamage? Refusal(ReadOnlySpan<byte> head, TraceForm form, TraceOptions options)
    {
        if (OtherText.Colours(head) is { } colours)
            return new TraceDamage(TraceDamageId.Unsupported, 0, colours);
        var decoder = new LineDecoder(form, options.System, options.ClockHz);
        var events = new TraceSummary();
        var (bad, order) = (new BadLines(form), new LineOrder());
        foreach (var range in head.Split((byte)'\n'))
        {
            if (range.End.Value == head.Length)
                break; // the last line may continue behind the head
            if (events.Events > 0 && (TextForm.BeginsRecording(head[range], out _) || TextSeam.IsIn(head[range])))
                break; // the next recording is checked separately
            if (head[range].Contains((byte)0))
                continue;
            var meaning = decoder.Decode(TextForm.WithoutMark(head[range]), out var e);
            if (meaning == LineMeaning.Refused)
                return new TraceDamage(decoder.Refusal.Id, range.Start.Value, decoder.Refusal.Message);
            if (meaning == LineMeaning.Event)
            {
                events.Count([e]);
                order.Add(e);
            }
            else if (meaning == LineMeaning.Bad)
                bad.CountUnreadable(head[range], range.Start.Value);
        }
        if (order.IsReversed)
            return new TraceDamage(TraceDamageId.Unsorted, 0, LineOrder.Message);
        return bad.Unreadable(events.GuestExits, events.RunCores, isBeginning: true);
    }

    /// <summary>The missing field of the first wanted event's line in a text of unknown form; null: there is no such line.</summary>
    public static string? FindMissingField(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = TextForm.WithoutMark(head[range]);
            var at = Math.Max(line.IndexOf("kvm_guest_exit: "u8), line.IndexOf("kvmppc_run_core: "u8));
            if (at >= 0 && !line.StartsWith("#"u8))
                return MissingField(line[..at]);
        }
        return null;
    }

    private static string MissingField(ReadOnlySpan<byte> before)
    {
        var words = new Words(before);
        var word = words.TakeLast();
        if (word.EndsWith(":"u8) && words.Rest.Length + word.Length == before.Length)
            word = words.TakeLast(); // the system
        if (TextNumber.TryDigits(word, out _) && words.Rest.TrimEnd((byte)' ').EndsWith(":"u8))
            word = words.TakeLast(); // the period
        return word.EndsWith(":"u8) && TextNumber.TrySeconds(word[..^1], out _)
            ? $"its lines have no thread, which is needed to recognize runs: {Fields}"
            : $"its lines have no time before the event's name: {Fields}; ftrace with options/context-info, without options/raw, hex and bin";
    }
}
