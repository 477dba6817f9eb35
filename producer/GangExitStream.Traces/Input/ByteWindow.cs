namespace GangExitStream.Traces.Input;

/// <summary>
/// A sliding window over a stream: what has been read and not yet consumed, in one span. The buffer grows only as far as the
/// bytes really arrive, so a forged length costs nothing.
/// </summary>
internal sealed class ByteWindow(Stream stream, int capacity, Action<long>? progress)
{
    private const long ProgressStep = 1 << 20;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(capacity);
    private int _start;
    private int _end;
    private long _bytesUntilProgress = ProgressStep;
    private long _remaining = long.MaxValue;
    private bool _isBounded;

    /// <summary>Offset in the stream of the window's first byte.</summary>
    public long Offset { get; private set; }

    /// <summary>The stream has ended: what is available is all that will come.</summary>
    public bool Ended { get; private set; }

    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Says where the stream's first byte is, and at how many bytes from there to stop.</summary>
    public void StartAt(long offset, long length)
    {
        Offset = offset;
        (_remaining, _isBounded) = (length, true);
        _start = _end = 0;
        Ended = length == 0;
    }

    /// <summary>It ends where it was said to: not a pipe's.</summary>
    public bool IsBounded => _isBounded;

    /// <summary>The stream ended before the length that <see cref="StartAt"/> was told.</summary>
    public bool EndedEarly => Ended && _isBounded && _remaining > 0;

    /// <summary>Puts bytes that somebody else read before this window existed in front.</summary>
    public void Prepend(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    public void Advance(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>Reads until at least so many bytes are available. False where the stream ends before.</summary>
    public bool Ensure(int count)
    {
        while (_end - _start < count)
        {
            if (!ReadMore())
                return false;
        }
        return true;
    }

    /// <summary>One read from the stream: whatever has arrived. False at its end.</summary>
    public bool ReadMore()
    {
        if (Ended)
            return false;
        Compact();
        Reserve(1);
        var room = (int)Math.Min(_buffer.Length - _end, _remaining);
        var read = stream.Read(_buffer, _end, room);
        _end += read;
        _remaining -= read;
        Ended = read == 0 || _remaining == 0;
        Report(read);
        return read > 0;
    }

    /// <summary>Consumes that many bytes, available or yet to come. False where the stream ends before.</summary>
    public bool Skip(long count)
    {
        while (count > 0)
        {
            if (_end == _start && !ReadMore())
                return false;
            var step = (int)Math.Min(count, _end - _start);
            Advance(step);
            count -= step;
        }
        return true;
    }

    private void Report(int read)
    {
        _bytesUntilProgress -= read;
        if (_bytesUntilProgress > 0)
            return;
        _bytesUntilProgress = ProgressStep;
        progress?.Invoke(Offset + (_end - _start));
    }

    /// <summary>Moves the little that is left to the front, so that reads stay large.</summary>
    private void Compact()
    {
        Available.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }

    private void Reserve(int room)
    {
        if (_buffer.Length - _end >= room)
            return;
        var live = Available;
        var target = _buffer.Length - live.Length >= room ? _buffer : GC.AllocateUninitializedArray<byte>(Math.Max(_buffer.Length * 2, live.Length + room));
        live.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, live.Length);
    }
}
