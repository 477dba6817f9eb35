namespace GangExitStream.Traces.Input;

/// <summary>Puts a stream that can't seek aside on disk.</summary>
internal static class Spool
{
    private const int CopyBytes = 1 << 20;

    /// <summary>A temporary file with all of the stream, which vanishes when it is closed.</summary>
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
