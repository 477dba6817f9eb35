namespace GangExitStream.Traces.Input;

/// <summary>Bytes after the end of a recording, for example those of another file that was appended with cat. Zeros are padding.</summary>
internal static class TrailingBytes
{
    private const int PieceBytes = 64 << 10;

    /// <summary>The finding; null: nothing follows, or only zeros. Keeps the stream's position.</summary>
    /// <param name="file">A seekable stream.</param>
    /// <param name="end">The end of the recording.</param>
    public static TraceDamage? Finding(Stream file, long end)
    {
        var place = file.Position;
        var follows = end < file.Length && HasOtherThanZeros(file, end);
        file.Position = place;
        return follows ? Of(end, file.Length - end) : null;
    }

    private static TraceDamage Of(long end, long bytes) => new(
        TraceDamageId.Unread,
        end,
        $"{bytes} bytes follow the end of the recording and are not read: another trace that was appended? Report each file separately");

    private static bool HasOtherThanZeros(Stream file, long from)
    {
        var piece = new byte[PieceBytes];
        file.Position = from;
        for (var read = file.Read(piece); read > 0; read = file.Read(piece))
        {
            if (piece.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return true;
        }
        return false;
    }
}
