using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// Writes Avro's binary encoding into a buffer. Without room it writes nothing more and remembers that it
/// <see cref="Failed"/>, so that codecs needn't ask after each value.
/// </summary>
public ref struct AvroWriter
{
    /// <summary>The most bytes that a number takes.</summary>
    public const int MaxNumberBytes = 10;

    private readonly AvroBuffer _buffer;
    private Span<byte> _span;
    private int _position;
    private bool _failed;

    /// <summary>Appends to a buffer that can grow; <see cref="Finish"/> keeps what was written.</summary>
    public AvroWriter(AvroBuffer buffer)
    {
        _buffer = buffer;
        _span = buffer.Whole;
        _position = buffer.Length;
    }

    /// <summary>Bytes in the buffer, those written before included.</summary>
    public readonly int Position => _position;

    /// <summary>There was no room.</summary>
    public readonly bool Failed => _failed;

    /// <summary>Keeps what was written, or forgets all of it where there was no room.</summary>
    public readonly AvroError Finish()
    {
        if (_failed)
            return new AvroError(AvroErrorId.TooLarge, _position);
        _buffer.Commit(_position);
        return AvroError.None;
    }

    /// <summary>Makes room for a number of bytes, so that the writes after it don't grow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int bytes) => _span.Length - _position >= bytes || TryGrow(bytes);

    /// <summary>Avro int and long: zig-zag, 7 bits a byte, the lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLong(long value)
    {
        if (!TryReserve(MaxNumberBytes))
            return;
        _position = Varint.Write(_span, _position, value);
    }

    /// <summary>Avro boolean: one byte.</summary>
    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>One byte as it is.</summary>
    public void WriteByte(byte value)
    {
        if (TryReserve(1))
            _span[_position++] = value;
    }

    /// <summary>Bytes as they are.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        if (!TryReserve(bytes.Length))
            return;
        bytes.CopyTo(_span[_position..]);
        _position += bytes.Length;
    }

    /// <summary>Avro string: the length in bytes as a long, then UTF-8.</summary>
    public void WriteString(string value)
    {
        if (!TryWriteAscii(value))
            WriteUtf8(value);
    }

    /// <summary>The union [null, long]: the branch as a long, then the value.</summary>
    public void WriteNullable(long? value)
    {
        WriteLong(value is null ? 0 : 1);
        if (value is { } number)
            WriteLong(number);
    }

    /// <summary>The union [null, string].</summary>
    public void WriteNullable(string? value)
    {
        WriteLong(value is null ? 0 : 1);
        if (value is not null)
            WriteString(value);
    }

    /// <summary>The count of an array or map that is written as one block; nothing of an empty one, whose end mark is all.</summary>
    public void WriteBlockStart(int count)
    {
        if (count > 0)
            WriteLong(count);
    }

    /// <summary>The end of an array or map: a block without items.</summary>
    public void WriteBlockEnd() => WriteByte(0);

    /// <summary>Room for <paramref name="bytes"/> that the caller fills and then gives to <see cref="Advance"/>; empty without room.</summary>
    internal Span<byte> Take(int bytes) => TryReserve(bytes) ? _span.Slice(_position, bytes) : default;

    /// <summary>So many bytes of the last <see cref="Take"/> were filled.</summary>
    internal void Advance(int bytes) => _position += bytes;

    // Names are ASCII as a rule: as many bytes as characters, so one pass does.
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
        _span = _span[.._position]; // a smaller value must not slip in after one that had no room
        return false;
    }
}
