namespace GangExitStream.Traces.Input;

/// <summary>
/// A sliding window over a stream: the bytes that were read and not yet consumed, as one span. The buffer grows with the bytes that really
/// arrive, not with a length that the input claims.
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

    /// <summary>Stream offset of the window's first byte.</summary>
    public long Offset { get; private set; }

    /// <summary>The stream or the bounded length has ended: no more bytes will become available.</summary>
    public bool Ended { get; private set; }

    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Starts at a stream offset and bounds the window to this many bytes.</summary>
    public void StartAt(long offset, long length)
    {
        Offset = offset;
        (_remaining, _isBounded) = (length, true);
        _start = _end = 0;
        Ended = length == 0;
    }

    /// <summary>The length was set by <see cref="StartAt"/>; a pipe has none.</summary>
    public bool IsBounded => _isBounded;

    /// <summary>The stream ended before the length set by <see cref="StartAt"/>.</summary>
    public bool EndedEarly => Ended && _isBounded && _remaining > 0;

    /// <summary>Adds bytes that were read from the stream before the window was created.</summary>
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

    /// <summary>Reads until at least this many bytes are available. False: the stream ends earlier.</summary>
    public bool Ensure(int count)
    {
        while (_end - _start < count)
        {
            if (!ReadMore())
                return false;
        }
        return true;
    }

    /// <summary>Reads once from the stream: the bytes that have arrived. False: the end.</summary>
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

    /// <summary>Consumes this many bytes, reading on when necessary. False: the stream ends earlier.</summary>
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

    /// <summary>Moves the unconsumed bytes to the front of the buffer, so that reads stay large.</summary>
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
