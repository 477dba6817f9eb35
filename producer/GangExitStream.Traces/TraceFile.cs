using System.Globalization;
using GangExitStream.Traces.Input;
using GangExitStream.Traces.Perf;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Text;
using GangExitStream.Traces.Text.Checks;
using GangExitStream.Traces.TraceDat;

namespace GangExitStream.Traces;

/// <summary>Opens a trace of any form. The form is detected from the content, not from the name.</summary>
public static class TraceFile
{
    private const string NoUtf8 = "no such file; if its name is not UTF-8, let the shell open it: gangexit report - < FILE";

    /// <summary>Number of bytes that suffice to detect every form.</summary>
    private const int HeadBytes = 64 << 10;

    /// <summary>
    /// Opens a file or a perf folder. It does not throw when the trace can't be read: it returns a reader without events whose summary has the reason.
    /// </summary>
    public static ITraceReader Open(string path, TraceOptions? options = null)
    {
        if (Directory.Exists(path) && !PerfFolder.TryFindHead(path, out path, out var problem))
            return new FailedReader(TraceDamageId.Io, problem);
        try
        {
            var reader = Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), options);
            if (CpuOf(path) is { } cpu)
                reader.Summary.Add(new TraceDamage(TraceDamageId.OneCpu, 0, $"only the events of CPU {cpu}: a vcore that moves goes on in another file, so times between its runs are wrong; report the folder's trace, which has all CPUs"));
            return reader;
        }
        catch (FileNotFoundException) when (File.Exists(path + ".cpu0"))
        {
            return new FailedReader(TraceDamageId.UnfinishedTraceDat, $"no such file, but {path}.cpu0 exists: trace-cmd was killed before it combined the files of the CPUs; run trace-cmd restore -o {path} {path}.cpu*");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedReader(TraceDamageId.Io, e is FileNotFoundException && path.Contains('\ufffd') ? NoUtf8 : Reason(e));
        }
    }

    /// <summary>The reason why <see cref="Open(string, TraceOptions?)"/> refuses the trace; null: it doesn't, or it isn't known before the trace is read.</summary>
    public static TraceDamage? RefusalReason(string path, TraceOptions? options = null)
    {
        if (File.Exists(path) && new FileInfo(path).Length == 0)
            return null; // a named pipe, perhaps: opening it waits for its writer
        using var reader = Open(path, options);
        return reader is FailedReader ? reader.Summary.Damage[0] : null;
    }

    /// <summary>Opens a stream, for example standard input; the reader then owns it. A pipe's events are returned as they arrive.</summary>
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

    /// <summary>The CPU of a file of tracefs' <c>per_cpu/cpuN/</c>, also in a copy of the folder; null: it is none.</summary>
    private static int? CpuOf(string path)
    {
        const string Before = "per_cpu/cpu";
        var at = path.LastIndexOf(Before, StringComparison.Ordinal);
        var rest = at < 0 ? [] : path.AsSpan(at + Before.Length);
        return rest.IndexOf('/') is var end and > 0 && int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var cpu) ? cpu : null;
    }

    private static ITraceReader Recognize(Stream stream, TraceOptions options)
    {
        var head = ReadHead(stream, PerfFileHeader.PipeBytes);
        if (Packing.TryUnpack(stream, head, out var unpacked))
        {
            var reader = Recognize(unpacked, options);
            return unpacked.Problem is { Id: TraceDamageId.Io } problem && reader is FailedReader
                ? new FailedReader(problem.Id, $"can't be read: {problem.Message}", problem.Offset)
                : new UnpackedReader(reader, unpacked);
        }
        if (head is [0, 0, 0, 0, ..]) // fewer: text of two or four bytes a character
            return BehindZeros(stream, head, options);
        if (PerfFileHeader.TryRecognize(head, out _, out _))
            return new PerfRecordings(stream, head, options);
        if (head.AsSpan().StartsWith(TraceDatHeader.Magic))
            return TraceDatReader.Open(stream, ReadTo(stream, head, TraceDatHeader.MaxBytes), options);
        if (FindText(stream, ref head, options, zeros: 0) is { } text)
            return text;
        stream.Dispose();
        if (head.Length == 0)
            return new FailedReader(TraceDamageId.Empty, "the trace is empty");
        if (Packing.Advice(head) is { } advice)
            return new FailedReader(TraceDamageId.UnknownForm, advice);
        if (OtherText.Advice(head) is { } other)
            return new FailedReader(TraceDamageId.Unsupported, other);
        if (TextBeginning.FindMissingField(head) is { } missing)
            return new FailedReader(TraceDamageId.FieldMissing, missing);
        return WhatIsThere.FindingOf(head) is { } finding
            ? new FailedReader(TraceDamageId.NoEvents, finding)
            : new FailedReader(TraceDamageId.UnknownForm, Unrecognized(head));
    }

    /// <summary>Opens a text that begins with zero bytes.</summary>
    private static ITraceReader BehindZeros(Stream stream, byte[] head, TraceOptions options)
    {
        var zeros = ZeroBytes.Skip(stream, ref head);
        if (FindText(stream, ref head, options, zeros) is { } text)
            return text;
        stream.Dispose();
        return new FailedReader(TraceDamageId.UnknownForm, string.Create(CultureInfo.InvariantCulture, $"its first {zeros:N0} bytes are zeros, and {(head.Length == 0 ? "it has no others" : "behind them is no known form of trace")}: copy the file again"));
    }

    /// <summary>Opens a text, reading as much as its form needs; null: it is none.</summary>
    private static ITraceReader? FindText(Stream stream, ref byte[] head, TraceOptions options, long zeros)
    {
        while (head.Length > 0 && !Packing.IsTar(head))
        {
            if (TextForm.TryDetect(head, out var form))
                return OpenText(stream, head, form, options, zeros);
            if (!ReadOn(stream, ref head))
                break;
        }
        return null;
    }

    private static ITraceReader OpenText(Stream stream, byte[] head, TraceForm form, TraceOptions options, long zeros)
    {
        if (TextBeginning.Refusal(head, form, options) is not { } refusal)
            return new TextTraceReader(stream, form, head, options, zeros);
        stream.Dispose();
        return new FailedReader(refusal.Id, refusal.Message, refusal.Offset);
    }

    /// <summary>Reads more of the head: text may arrive in small pieces, and its form may need more bytes. False: the end, or the head is full.</summary>
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

    /// <summary>Extends the head to at least this many bytes, or to the end of the stream.</summary>
    private static byte[] ReadTo(Stream stream, byte[] head, int atLeast)
    {
        while (head.Length < atLeast && ReadOn(stream, ref head))
        {
            // A read of a pipe returns only the bytes that have arrived.
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
        _ when head.StartsWith("PERFFILE"u8) => "a perf.data of perf before 2.6.35 (2010), whose kernels did not have these tracepoints",
        _ => "not a known form of trace: perf.data, a perf pipe, a trace.dat, or text of perf script (with -F comm,pid,tid,cpu,time,event,trace), of ftrace or of trace-cmd report",
    };

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "no permission to read it",
        _ => $"can't be read: {e.Message}",
    };
}
