namespace GangExitStream.Traces.Text.Lines;

/// <summary>The result of <see cref="LineBuffer.Peek"/>.</summary>
internal enum LineKind
{
    /// <summary>The buffer has no complete line: call <see cref="LineBuffer.Fill"/>, or the text has ended.</summary>
    None,

    /// <summary>A line that ends with a newline.</summary>
    Line,

    /// <summary>The end of the text without a newline.</summary>
    LastLine,

    /// <summary>A line longer than <see cref="LineBuffer.MaxLine"/>; <see cref="LineBuffer.Consume"/> skips all of it.</summary>
    TooLong,
}

/// <summary>Splits a stream into lines, with one buffer of fixed size.</summary>
/// <param name="stream">The text.</param>
/// <param name="alreadyRead">Bytes before those of the stream.</param>
/// <param name="offset">The offset of the first byte.</param>
internal sealed class LineBuffer(Stream stream, ReadOnlyMemory<byte> alreadyRead, long offset)
{
    /// <summary>Most bytes of a line; longer lines are skipped.</summary>
    public const int MaxLine = 64 * 1024;

    private readonly byte[] _buffer = new byte[2 * MaxLine];
    private ReadOnlyMemory<byte> _alreadyRead = alreadyRead;
    private int _start;
    private int _end;
    private int _lineEnd;
    private int _searched;
    private bool _skipping;

    /// <summary>The stream has ended. The buffer may still have lines.</summary>
    public bool Ended { get; private set; }

    /// <summary>Byte offset in the stream of the line that <see cref="Peek"/> returns.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Zero bytes have been read: lines may have some.</summary>
    public bool HasZeros { get; private set; }

    /// <summary>Stops reading from the stream.</summary>
    public void End() => Ended = true;

    /// <summary>Reads once from the stream, so that lines of a live stream are returned without delay. Returns the number of bytes, 0 at the end.</summary>
    public int Fill()
    {
        MoveToFront();
        var room = _buffer.AsSpan(_end);
        var count = _alreadyRead.IsEmpty ? stream.Read(room) : TakeAlreadyRead(room);
        HasZeros |= room[..count].Contains((byte)0);
        _end += count;
        Ended = count == 0;
        return count;
    }

    /// <summary>Returns the next line without its newline, and does not consume it.</summary>
    public LineKind Peek(out ReadOnlySpan<byte> line)
    {
        if (_skipping)
            SkipRest();
        line = default;
        var at = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        _lineEnd = _searched = at >= 0 ? _searched + at : _end;
        if (_lineEnd - _start > MaxLine)
            return LineKind.TooLong;
        if (at < 0 && (!Ended || _start == _end))
            return LineKind.None;
        line = _buffer.AsSpan(_start, _lineEnd - _start);
        return at >= 0 ? LineKind.Line : LineKind.LastLine;
    }

    /// <summary>Consumes the line that <see cref="Peek"/> returned.</summary>
    public void Consume()
    {
        _skipping = _lineEnd == _end && !Ended;
        Advance(Math.Min(_lineEnd + 1, _end));
    }

    private void SkipRest()
    {
        var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        _skipping = at < 0;
        Advance(at < 0 ? _end : _start + at + 1);
    }

    private void Advance(int to)
    {
        Offset += to - _start;
        _start = _searched = to;
    }

    private int TakeAlreadyRead(Span<byte> room)
    {
        var count = Math.Min(room.Length, _alreadyRead.Length);
        _alreadyRead.Span[..count].CopyTo(room);
        _alreadyRead = _alreadyRead[count..];
        return count;
    }

    private void MoveToFront()
    {
        if (_start == 0)
            return;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_searched, _end, _start) = (_searched - _start, _end - _start, 0);
    }
}
