namespace GangExitStream.Tests;

/// <summary>A pipe: bytes come in pieces, and there is no way back. May be silent at some place until told to go on.</summary>
internal sealed class PieceStream(byte[] bytes, int step, int silentAt = -1) : Stream
{
    private readonly ManualResetEventSlim _goOn = new(silentAt < 0);
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void GoOn() => _goOn.Set();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var end = _goOn.IsSet ? bytes.Length : silentAt;
        if (_position >= end)
        {
            _goOn.Wait();
            end = bytes.Length;
        }
        var count = Math.Min(Math.Min(step, buffer.Length), end - _position);
        bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _goOn.Set();
        base.Dispose(disposing);
    }
}
