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

    /// <summary>A temporary file with the head and the rest of the stream. Disposes the stream. Throws <see cref="IOException"/>.</summary>
    public static FileStream ToTemporaryFile(Stream stream, ReadOnlySpan<byte> head)
    {
        using (stream)
        {
            var file = CreateTemporary();
            try
            {
                Write(file, head);
                var piece = new byte[CopyBytes];
                for (int count; (count = stream.Read(piece)) > 0;)
                    Write(file, piece.AsSpan(0, count));
                return file;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
    }

    private static void Write(FileStream file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
        }
        catch (IOException e)
        {
            throw NotWritable(e);
        }
    }

    private static FileStream CreateTemporary()
    {
        try
        {
            return CreateFile(Path.GetTempPath());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(e);
        }
    }

    private static IOException NotWritable(Exception e) =>
        new($"it can't seek, so it is copied to a temporary file in {Path.GetTempPath()}, which can't be written: {e.Message}. TMPDIR names another folder", e);
}
