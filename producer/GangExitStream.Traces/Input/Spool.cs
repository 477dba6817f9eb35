namespace GangExitStream.Traces.Input;

/// <summary>Copies a stream that can't seek to disk.</summary>
internal static class Spool
{
    private const int CopyBytes = 1 << 20;

    /// <summary>A temporary file with the head and the rest of the stream; it is deleted when it is closed. Disposes the stream.</summary>
    public static FileStream ToTemporaryFile(Stream stream, ReadOnlySpan<byte> head)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        using (stream)
        {
            file.Write(head);
            stream.CopyTo(file, CopyBytes);
        }
        return file;
    }
}
