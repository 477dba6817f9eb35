using GangExitStream.Traces.Input;

namespace GangExitStream.Traces.Perf;

/// <summary>Finds the reader for a stream that begins with a perf.data's header: a pipe's, a file's, or the head of a folder.</summary>
internal static class PerfOpener
{
    /// <param name="stream">The recording, which the reader then owns.</param>
    /// <param name="head">Its first bytes, read from the stream already; a header's magic and size at least.</param>
    /// <param name="origin">Offset of the recording in the input.</param>
    /// <param name="options">How to read it.</param>
    public static ITraceReader Open(Stream stream, ReadOnlySpan<byte> head, long origin, TraceOptions options)
    {
        PerfFileHeader.TryRecognize(head, out var order, out var isPipe);
        return isPipe ? PerfReader.OfPipe(stream, order, head, origin, options) : OpenFile(stream, order, head, origin, options);
    }

    /// <summary>File mode keeps the events' formats behind the data: what can't seek is put aside in a temporary file first.</summary>
    private static ITraceReader OpenFile(Stream stream, PerfBytes order, ReadOnlySpan<byte> head, long origin, TraceOptions options)
    {
        var file = stream.CanSeek ? stream : Spool.ToTemporaryFile(stream, head);
        file.Position = 0;
        var header = new byte[PerfFileHeader.Bytes];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return Refuse(file, TraceDamageId.Truncated, "a perf.data that ends within its header", origin);
        var perfHeader = PerfFileHeader.Read(header, order);
        if (!perfHeader.Has((int)PerfFeature.DirFormat))
            return PerfReader.OfFile(file, perfHeader, PerfFolder.None, origin, options);
        var folder = PerfFolder.Of(file);
        return folder.IsEmpty
            ? Refuse(file, TraceDamageId.FolderIncomplete, "the head of a recording by perf record --threads; its events lie in files data.0, data.1 … beside it, which aren't there: name the folder", origin)
            : PerfReader.OfFile(file, perfHeader, folder, origin, options);
    }

    private static FailedReader Refuse(Stream file, TraceDamageId id, string message, long origin)
    {
        file.Dispose();
        return new FailedReader(id, message, origin: origin);
    }
}
