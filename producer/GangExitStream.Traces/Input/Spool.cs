namespace GangExitStream.Traces.Input;

/// <summary>Temporary files, and streams that are copied to one because they can't seek.</summary>
internal static class Spool
{
    private const int CopyBytes = 1 << 20;

    /// <summary>Creates an empty temporary file. It has no name where an open file needs none, so nothing stays behind, however this process ends.</summary>
    public static FileStream CreateFile(string folder)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    /// <summary>A temporary file with the head and the rest of the stream. Disposes the stream.</summary>
    public static FileStream ToTemporaryFile(Stream stream, ReadOnlySpan<byte> head)
    {
        var file = CreateFile(Path.GetTempPath());
        try
        {
            using (stream)
            {
                file.Write(head);
                stream.CopyTo(file, CopyBytes);
            }
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
