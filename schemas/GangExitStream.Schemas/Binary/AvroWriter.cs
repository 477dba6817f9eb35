using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// Writes Avro's binary encoding into a buffer. When the buffer is full, it sets <see cref="Failed"/> and writes nothing more, so a codec
/// needs to check for errors only once, at the end: see <see cref="Finish"/>.
/// </summary>
public ref struct AvroWriter
{
    /// <summary>Most bytes of a number.</summary>
    public const int MaxNumberBytes = 10;

    private readonly AvroBuffer _buffer;
    private Span<byte> _span;
    private int _position;
    private bool _failed;

    /// <summary>Creates a writer that appends to a buffer.</summary>
    public AvroWriter(AvroBuffer buffer)
    {
        _buffer = buffer;
        _span = buffer.Whole;
        _position = buffer.Length;
    }

    /// <summary>Number of bytes in the buffer, including those of earlier writers.</summary>
    public readonly int Position => _position;

    /// <summary>The buffer had no room for a value.</summary>
    public readonly bool Failed => _failed;

    /// <summary>Commits the written bytes to the buffer. After a failure, commits nothing and returns the error.</summary>
    public readonly AvroError Finish()
    {
        if (_failed)
            return new AvroError(AvroErrorId.TooLarge, _position);
        _buffer.Commit(_position);
        return AvroError.None;
    }

    /// <summary>Makes room for this many bytes. False: the buffer is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int bytes) => _span.Length - _position >= bytes || TryGrow(bytes);

    /// <summary>Writes an Avro int or long: zig-zag, 7 bits per byte, the lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLong(long value)
    {
        if (!TryReserve(MaxNumberBytes))
            return;
        _position = Varint.Write(_span, _position, value);
    }

    /// <summary>Writes an Avro boolean: one byte.</summary>
    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Writes one byte unchanged.</summary>
    public void WriteByte(byte value)
    {
        if (TryReserve(1))
            _span[_position++] = value;
    }

    /// <summary>Writes bytes unchanged, without a length.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        if (!TryReserve(bytes.Length))
            return;
        bytes.CopyTo(_span[_position..]);
        _position += bytes.Length;
    }

    /// <summary>Writes an Avro string: the length in bytes as a long, then UTF-8.</summary>
    public void WriteString(string value)
    {
        if (!TryWriteAscii(value))
            WriteUtf8(value);
    }

    /// <summary>Writes the union [null, long] (or int): the branch as a long, then the value.</summary>
    public void WriteNullable(long? value)
    {
        WriteLong(value is null ? 0 : 1);
        if (value is { } number)
            WriteLong(number);
    }

    /// <summary>Writes the union [null, string].</summary>
    public void WriteNullable(string? value)
    {
        WriteLong(value is null ? 0 : 1);
        if (value is not null)
            WriteString(value);
    }

    /// <summary>Writes the count of an array or map as one block. An empty one has no block, only the end.</summary>
    public void WriteBlockStart(int count)
    {
        if (count > 0)
            WriteLong(count);
    }

    /// <summary>Writes the end of an array or map: a block without items.</summary>
    public void WriteBlockEnd() => WriteByte(0);

    /// <summary>
    /// Reserves a span of <paramref name="bytes"/> bytes that the caller fills; <see cref="Advance"/> then says how many were used. Empty: the buffer is full.
    /// </summary>
    internal Span<byte> Reserve(int bytes) => TryReserve(bytes) ? _span.Slice(_position, bytes) : default;

    /// <summary>Adds the first bytes of the last <see cref="Reserve"/> to the written bytes.</summary>
    internal void Advance(int bytes) => _position += bytes;

    // Most names are ASCII, with as many bytes as characters, so that length and text are written in one pass.
    private bool TryWriteAscii(string value)
    {
        if (!TryReserve(MaxNumberBytes + value.Length))
            return false;
        var start = Varint.Write(_span, _position, value.Length);
        if (Ascii.FromUtf16(value, _span.Slice(start, value.Length), out _) != OperationStatus.Done)
            return false;
        _position = start + value.Length;
        return true;
    }

    private void WriteUtf8(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        WriteLong(bytes);
        if (TryReserve(bytes))
            _position += Encoding.UTF8.GetBytes(value, _span[_position..]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryGrow(int bytes)
    {
        if (_failed || !_buffer.TryGrow(_position, bytes))
            return Fail();
        _span = _buffer.Whole;
        return true;
    }

    private bool Fail()
    {
        _failed = true;
        _span = _span[.._position]; // no room from now on, so that a later, smaller value is not written either
        return false;
    }
}
