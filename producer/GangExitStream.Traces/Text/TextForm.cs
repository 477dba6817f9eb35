using GangExitStream.Traces.Text.Fields;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text;

/// <summary>Detects the text form of a trace from its first lines.</summary>
public static class TextForm
{
    /// <summary>Number of bytes that are examined.</summary>
    public const int MaxHead = 64 * 1024;

    /// <summary>Detects the form from a trace's first bytes. False: not one of the text forms.</summary>
    public static bool TryDetect(ReadOnlySpan<byte> head, out TraceForm form)
    {
        head = head[..Math.Min(head.Length, MaxHead)];
        form = default;
        TraceForm? fromComments = null;
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = WithoutMark(head[range]).TrimEnd((byte)'\r');
            if (TryHeader(line, out form) || TryEvent(line, out form))
                return true;
            if (line.Contains((byte)0))
                return false;
            if (line.StartsWith(CapturedOn))
                fromComments = TraceForm.PerfScript;
        }
        form = fromComments ?? default;
        return fromComments is not null;
    }

    /// <summary>Whether a line is the first line of a recording's header, and the form of that recording.</summary>
    public static bool BeginsRecording(ReadOnlySpan<byte> line, out TraceForm form)
    {
        form = TraceForm.PerfScript;
        if (line is not [(byte)'#' or (byte)'c', ..])
            return false;
        if (line.StartsWith(CapturedOn))
            return true;
        form = line[0] == '#' ? TraceForm.Ftrace : TraceForm.TraceCmdReport;
        return line.StartsWith("# tracer: "u8) || (line.StartsWith("cpus="u8) && TextNumber.TryDigits(line[5..].TrimEnd((byte)'\r'), out _));
    }

    /// <summary>The line without the byte order mark that some programs write before UTF-8 text.</summary>
    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line) => line is [0xef, 0xbb, 0xbf, ..] ? line[3..] : line;

    private static ReadOnlySpan<byte> CapturedOn => "# captured on"u8;

    private static bool TryHeader(ReadOnlySpan<byte> line, out TraceForm form)
    {
        if (BeginsRecording(line, out form))
            return form != TraceForm.PerfScript; // a perf header is not sufficient: the first event line decides
        form = TraceForm.Ftrace;
        if (!LostLine.TryRead(line, out _, out _))
            return false;
        if (line.IndexOf("DROPPED"u8) >= 0)
            form = TraceForm.TraceCmdReport;
        return true;
    }

    private static bool TryEvent(ReadOnlySpan<byte> line, out TraceForm form)
    {
        form = TraceForm.Ftrace;
        if (LinePrefix.TryRead(form, line, out _, out var text) && !HasSystem(text))
        {
            if (IsPadded(text))
                form = TraceForm.TraceCmdReport;
            return true;
        }
        form = TraceForm.PerfScript;
        return LinePrefix.TryRead(form, line, out var prefix, out text) && (prefix.Cpu >= 0 || HasSystem(text));
    }

    // A perf line of thread -1 with "sys:event:" would otherwise be read as ftrace's "comm-1".
    private static bool HasSystem(ReadOnlySpan<byte> text)
    {
        var words = new Words(text);
        var name = words.TakeFirst();
        if (TextNumber.TryDigits(name, out _)) // the period
            name = words.TakeFirst();
        return name.EndsWith(":"u8) && name.TrimEnd((byte)':').Contains((byte)':');
    }

    // Only trace-cmd pads an event's name to a column; otherwise its lines are like the kernel's.
    private static bool IsPadded(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        return colon >= 0 && text[(colon + 1)..].StartsWith("  "u8);
    }
}
