namespace GangExitStream.Producer.Sourcing;

/// <summary>
/// A stream that remembers its first bytes. Few of them: by the time of the first event every form has brought more, so that
/// the same stream yields the same head however it arrives.
/// </summary>
internal sealed class HeadStream(Stream inner) : ForwardStream
{
    private const int HeadBytes = 64;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _length;

    /// <summary>The first bytes that were read.</summary>
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
