namespace GangExitStream.Traces.Text;

/// <summary>What the beginning of a text tells before any event of it is handed out: that it can't be read right, and what is missing.</summary>
internal static class TextHead
{
    private const string Fields = "perf script -F comm,pid,tid,cpu,time,event,trace";

    /// <summary>Why a text of a known form is refused; null where its beginning gives no reason.</summary>
    public static (TraceDamageId Id, string Message)? Refusal(ReadOnlySpan<byte> head, TraceForm form, TraceOptions options)
    {
        var decoder = new LineDecoder(form, options.System, options.ClockHz);
        var events = 0;
        foreach (var range in head.Split((byte)'\n'))
        {
            if (events > 0 && TextForm.BeginsRecording(head[range], out _))
                return null; // the next recording's lines are its own
            var meaning = decoder.Decode(head[range], out _);
            if (meaning == LineMeaning.Refused)
                return decoder.Refusal;
            events += meaning == LineMeaning.Event ? 1 : 0;
        }
        return null;
    }

    /// <summary>Where lines of ours are in a text of no known form: what they lack. Null where there is none.</summary>
    public static string? Lacks(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range];
            var at = Math.Max(line.IndexOf("kvm_guest_exit: "u8), line.IndexOf("kvmppc_run_core: "u8));
            if (at >= 0 && !line.StartsWith("#"u8))
                return LacksBefore(line[..at]);
        }
        return null;
    }

    private static string LacksBefore(ReadOnlySpan<byte> before)
    {
        var words = new Words(before);
        var word = words.Last();
        if (word.EndsWith(":"u8) && words.Rest.Length + word.Length == before.Length)
            word = words.Last(); // the system
        if (TextNumber.TryDigits(word, out _) && words.Rest.TrimEnd((byte)' ').EndsWith(":"u8))
            word = words.Last(); // the period
        return word.EndsWith(":"u8) && TextNumber.TrySeconds(word[..^1], out _)
            ? $"its lines tell no thread, which runs can't be told by: {Fields}"
            : $"its lines have no time before the event's name: {Fields}; ftrace with options/context-info, without options/raw, hex and bin";
    }
}
