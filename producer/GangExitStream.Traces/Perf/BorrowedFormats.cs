using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// The event formats of another trace of the same kernel, for one that has none. The attrs name their events by the ids that this
/// kernel, booted this time or with these modules, gave them: an id that stands for another event there can't be told.
/// </summary>
internal static class BorrowedFormats
{
    /// <summary>Adds them to the session; what goes wrong is added as damage.</summary>
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
                return "it is no perf.data";
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

    /// <summary>A pipe has its formats before its first sample.</summary>
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
