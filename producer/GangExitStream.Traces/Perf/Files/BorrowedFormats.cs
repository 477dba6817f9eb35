using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>
/// Adds the event formats of another trace of the same kernel to a recording that has none (<c>--formats</c>). Attrs refer to formats by
/// tracepoint id, which the kernel assigns at boot and at module load. If the other trace has a different event under an id, that can't be detected.
/// </summary>
internal static class BorrowedFormats
{
    /// <summary>Adds the formats to the session; a problem is added as damage.</summary>
    public static void AddTo(PerfSession session, string path, TraceOptions options)
    {
        var problem = Directory.Exists(path) && !PerfFolder.TryFindHead(path, out path, out var noFolder) ? noFolder : TryRead(session, path, options);
        if (problem is not null)
            session.AddDamage(new TraceDamage(TraceDamageId.BadFormat, 0, $"--formats {path}: {problem}"));
        else if (!session.HasOurEvents)
            session.AddDamage(new TraceDamage(TraceDamageId.BadFormat, 0, $"--formats {path}: no attr of this trace has the id of one of its {options.System} events; is it a trace of the same kernel?"));
    }

    private static string? TryRead(PerfSession session, string path, TraceOptions options)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var head = new byte[PerfFileHeader.Bytes];
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            if (!PerfFileHeader.TryRecognize(head, out var order, out var isPipe))
                return "it is not a perf.data";
            var other = new PerfSession(order, options);
            if (isPipe)
                ReadPipe(stream, other);
            else if (head.Length == PerfFileHeader.Bytes)
                new PerfFileOpener(stream, PerfFileHeader.Read(head, order), other).ReadAll();
            foreach (var format in other.Formats)
                session.AddFormat(format, offset: 0);
            return other.Formats.Count == 0 ? $"it has no formats of {options.System} events" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it can't be read: {e.Message}";
        }
    }

    /// <summary>Reads a pipe-mode file up to its tracing data, which come before the first sample.</summary>
    private static void ReadPipe(FileStream stream, PerfSession session)
    {
        stream.Position = PerfFileHeader.PipeBytes;
        var window = new ByteWindow(stream, PerfReader.WindowBytes, progress: null);
        using var decoder = new PerfDecoder(window, session, new LossDecoder(session));
        var block = new EventBlock();
        while (!block.EndsTrace && !session.HasFormats)
        {
            block.Clear();
            decoder.Fill(block);
        }
    }
}
