using System.Collections.Concurrent;
using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Cli;

/// <summary>
/// A pipe that ends on cancellation. A blocked read of a pipe can't be cancelled, so a background thread reads a few blocks ahead; if it is
/// blocked at the end, it is left behind.
/// </summary>
internal sealed class InterruptibleStream(Stream pipe, CancellationToken stop) : ForwardStream
{
    private const int Blocks = 4;
    private const int BlockBytes = 128 << 10;

    private readonly BlockingCollection<byte[]> _free = [];
    private readonly BlockingCollection<(byte[] Bytes, int Count, IOException? Failure)> _filled = [];
    private byte[] _block = [];
    private int _start;
    private int _end;
    private bool _started;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || (_start == _end && !NextBlock()))
            return 0;
        var count = Math.Min(buffer.Length, _end - _start);
        _block.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private bool NextBlock()
    {
        if (_ended)
            return false;
        if (!_started)
            Start();
        else if (_block.Length > 0)
            _free.Add(_block);
        try
        {
            (_block, _end, var failure) = _filled.Take(stop);
            _start = 0;
            _ended = _end == 0;
            return failure is null ? !_ended : throw new IOException(failure.Message, failure);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _ended = true;
            return false;
        }
    }

    private void Start()
    {
        _started = true;
        for (var i = 0; i < Blocks; i++)
            _free.Add(new byte[BlockBytes]);
        new Thread(ReadAhead) { IsBackground = true, Name = "read" }.Start();
    }

    private void ReadAhead()
    {
        try
        {
            int count;
            do
            {
                var block = _free.Take(stop);
                count = pipe.Read(block);
                _filled.Add((block, count, null), CancellationToken.None);
            }
            while (count > 0);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader has ended.
        }
        catch (IOException e)
        {
            _filled.Add(([], 0, e), CancellationToken.None);
        }
    }
}
