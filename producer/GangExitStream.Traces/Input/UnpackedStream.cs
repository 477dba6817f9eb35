namespace GangExitStream.Traces.Input;

/// <summary>Decompressed content. It ends where the compressed data are damaged, so that a recording is read up to there; <see cref="Problem"/> then has the reason.</summary>
internal sealed class UnpackedStream(Stream unpacking) : ReadOnlyStream(unpacking)
{
    private long _read;

    /// <summary>Why the content ended before the input did; null: it did not, or not yet.</summary>
    public TraceDamage? Problem { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (Problem is not null)
            return 0;
        var count = Unpack(buffer);
        _read += count;
        if (count == 0 && Source is GunzipStream { HasTrailingBytes: true })
            Problem = new TraceDamage(TraceDamageId.Unread, _read, "bytes that are not gzip follow the compressed data and are not read: another file that was appended? Unpack and report each separately");
        return count;
    }

    /// <summary>Reads to the end, unless it is closed. Only the end shows whether the compressed data are complete.</summary>
    public void ReadToEnd()
    {
        var piece = new byte[64 << 10];
        while (CanRead && Read(piece) > 0)
        {
            // A recording's features, padding, or what its reader has refused.
        }
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return Source.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException)
        {
            Problem = new TraceDamage(TraceDamageId.Io, _read, e is EndOfStreamException ? "the compressed data end early" : "the compressed data are damaged"); // their messages name causes that don't apply
            return 0;
        }
    }
}
