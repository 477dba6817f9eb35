using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Tests.Shared;

/// <summary>A pipe: bytes come in pieces, and there is no way back. May be silent at some place until told to go on.</summary>
internal sealed class PieceStream(byte[] bytes, int step, int silentAt = -1) : ForwardStream
{
    private readonly ManualResetEventSlim _goOn = new(silentAt < 0);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _position;

    /// <summary>The reader has closed it.</summary>
    public Task Closed => _closed.Task;

    public void GoOn() => _goOn.Set();

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

    protected override void Dispose(bool disposing)
    {
        _goOn.Set();
        base.Dispose(disposing);
        _closed.TrySetResult();
    }
}
