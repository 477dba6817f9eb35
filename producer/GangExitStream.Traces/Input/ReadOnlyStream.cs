namespace GangExitStream.Traces.Input;

/// <summary>Base of read-only streams over another stream; by default they can't seek.</summary>
/// <param name="source">What is read. Owned.</param>
internal abstract class ReadOnlyStream(Stream source) : Stream
{
    private bool _isClosed;

    protected Stream Source => source;

    public override bool CanRead => !_isClosed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
