using GangExitStream.Traces.Input;
using GangExitStream.Traces.Perf.Files;

namespace GangExitStream.Traces.Perf;

/// <summary>Creates the reader for a stream that begins with a perf.data header: of a pipe, a file, or the head of a folder.</summary>
internal static class PerfOpener
{
    /// <param name="stream">The recording; the reader then owns it.</param>
    /// <param name="head">The first bytes, already read from the stream; at least the header's magic and size.</param>
    /// <param name="origin">Offset of the recording in the input.</param>
    /// <param name="options">How to read it.</param>
    public static ITraceReader Open(Stream stream, ReadOnlySpan<byte> head, long origin, TraceOptions options)
    {
        PerfFileHeader.TryRecognize(head, out var order, out var isPipe);
        return isPipe ? PerfReader.OfPipe(stream, order, head, origin, options) : OpenFile(stream, order, head, origin, options);
    }

    /// <summary>In file mode the event formats come after the data, so a stream that can't seek is first copied to a temporary file.</summary>
    private static ITraceReader OpenFile(Stream stream, PerfBytes order, ReadOnlySpan<byte> head, long origin, TraceOptions options)
    {
        var isFile = stream.CanSeek; // the folder of a temporary copy is another one
        var file = isFile ? stream : Spool.ToTemporaryFile(stream, head);
        file.Position = 0;
        var header = new byte[PerfFileHeader.Bytes];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return Refuse(file, TraceDamageId.Truncated, "a perf.data that ends within its header", origin);
        var perfHeader = PerfFileHeader.Read(header, order);
        if (!perfHeader.Has((int)PerfFeature.DirFormat))
            return PerfReader.OfFile(file, perfHeader, PerfFolder.None, origin, options);
        var folder = isFile ? PerfFolder.Of(file) : PerfFolder.None;
        return folder.IsEmpty
            ? Refuse(file, TraceDamageId.FolderIncomplete, "the file 'data' of a recording by perf record --threads; its events are in files data.0, data.1 … of the same folder, which are missing: name the folder", origin)
            : PerfReader.OfFile(file, perfHeader, folder, origin, options);
    }

    private static FailedReader Refuse(Stream file, TraceDamageId id, string message, long origin)
    {
        file.Dispose();
        return new FailedReader(id, message, origin: origin);
    }
}
