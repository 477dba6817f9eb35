namespace GangExitStream.Producer.Sourcing;

/// <summary>
/// Wraps a stream and keeps its first 64 bytes. In every form the first event comes after more bytes than that, so the head is complete at the
/// first event, and the same content gives the same head however the reads are split.
/// </summary>
internal sealed class HeadStream(Stream inner) : ForwardStream
{
    private const int HeadBytes = 64;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _length;

    /// <summary>The first bytes of the stream, up to 64.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _length);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        if (_length < HeadBytes)
            Keep(buffer[..count]);
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var kept = bytes[..Math.Min(bytes.Length, HeadBytes - _length)];
        kept.CopyTo(_head.AsSpan(_length));
        _length += kept.Length;
    }
}
