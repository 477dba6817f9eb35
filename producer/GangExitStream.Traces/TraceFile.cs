using GangExitStream.Traces.Input;
using GangExitStream.Traces.Perf;
using GangExitStream.Traces.Text;
using GangExitStream.Traces.TraceDat;

namespace GangExitStream.Traces;

/// <summary>Opens a trace of any form. The form is found from the content, never from the name.</summary>
public static class TraceFile
{
    /// <summary>So much of a trace is enough to recognize each form.</summary>
    private const int HeadBytes = 64 << 10;

    /// <summary>
    /// Opens a file. Never throws for what is wrong with it: a reader without events comes back, whose summary says why.
    /// </summary>
    public static ITraceReader Open(string path, TraceOptions? options = null)
    {
        if (Directory.Exists(path) && !PerfFolder.TryFindHead(path, out path, out var problem))
            return new FailedReader(TraceDamageId.Io, problem);
        try
        {
            return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), options);
        }
        catch (FileNotFoundException) when (File.Exists(path + ".cpu0"))
        {
            return new FailedReader(TraceDamageId.UnfinishedTraceDat, $"no such file, but {path}.cpu0: trace-cmd was killed before it could make one of them; trace-cmd restore -o {path} {path}.cpu*");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedReader(TraceDamageId.Io, Reason(e));
        }
    }

    /// <summary>Opens a stream (standard input, say), which the reader then owns. A pipe's events come as they arrive.</summary>
    public static ITraceReader Open(Stream stream, TraceOptions? options = null)
    {
        try
        {
            return Recognize(stream, options ?? TraceOptions.Default);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream.Dispose();
            return new FailedReader(TraceDamageId.Io, Reason(e));
        }
    }

    private static ITraceReader Recognize(Stream stream, TraceOptions options)
    {
        var head = ReadHead(stream, PerfFileHeader.PipeBytes);
        if (Packing.TryUnpack(stream, head, out var unpacked))
            return Recognize(unpacked, options);
        if (PerfFileHeader.TryRecognize(head, out _, out _))
            return new PerfRecordings(stream, head, options);
        if (head.AsSpan().StartsWith(TraceDatHeader.Magic))
            return TraceDatReader.Open(stream, ReadTo(stream, head, TraceDatHeader.MaxBytes), options);
        while (head.Length > 0)
        {
            if (TextForm.TryDetect(head, out var form))
                return OpenText(stream, head, form, options);
            if (!ReadOn(stream, ref head))
                break;
        }
        stream.Dispose();
        if (head.Length == 0)
            return new FailedReader(TraceDamageId.Empty, "it is empty");
        return Packing.Advice(head) is null && TextHead.Lacks(head) is { } lacks
            ? new FailedReader(TraceDamageId.FieldMissing, lacks)
            : new FailedReader(TraceDamageId.UnknownForm, Unrecognized(head));
    }

    private static ITraceReader OpenText(Stream stream, byte[] head, TraceForm form, TraceOptions options)
    {
        if (TextHead.Refusal(head, form, options) is not { } refusal)
            return new TextTraceReader(stream, form, head, options);
        stream.Dispose();
        return new FailedReader(refusal.Id, refusal.Message);
    }

    /// <summary>Text may arrive slowly: what isn't recognized yet may be with more of it.</summary>
    private static bool ReadOn(Stream stream, ref byte[] head)
    {
        if (head.Length >= HeadBytes)
            return false;
        var more = new byte[HeadBytes];
        head.CopyTo(more, 0);
        var read = stream.Read(more, head.Length, more.Length - head.Length);
        head = more[..(head.Length + read)];
        return read > 0;
    }

    /// <summary>Reads on until so many bytes are there, or the stream ends.</summary>
    private static byte[] ReadTo(Stream stream, byte[] head, int atLeast)
    {
        while (head.Length < atLeast && ReadOn(stream, ref head))
        {
            // A pipe yields little at a time.
        }
        return head;
    }

    private static byte[] ReadHead(Stream stream, int atLeast)
    {
        var head = new byte[HeadBytes];
        return head[..stream.ReadAtLeast(head, atLeast, throwOnEndOfStream: false)];
    }

    private static string Unrecognized(ReadOnlySpan<byte> head) => head switch
    {
        _ when Packing.Advice(head) is { } advice => advice,
        _ when head.StartsWith("PERFFILE"u8) => "a perf.data of a perf before 2.6.35 (2010), which had no such tracepoints",
        _ => "no form of trace that we know: perf.data, a perf pipe, a trace.dat, or the text of perf script (which must print the fields comm,pid,tid,cpu,time,event,trace: -F), of ftrace or of trace-cmd report",
    };

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "no permission to read it",
        _ => $"can't be read: {e.Message}",
    };
}
