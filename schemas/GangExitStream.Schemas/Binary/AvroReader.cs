using System.Runtime.CompilerServices;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// Reads Avro's binary encoding. Every length and count is checked against the remaining bytes before it is used. After the
/// first error all reads return 0, so a codec needs to check for errors only once, at the end: see <see cref="Finish"/>.
/// </summary>
public ref struct AvroReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private AvroError _error;

    /// <summary>Byte offset of the next value.</summary>
    public readonly int Position => _position;

    /// <summary>Number of remaining bytes.</summary>
    public readonly int Remaining => _data.Length - _position;

    /// <summary>The remaining bytes, for a codec that reads them itself and then calls <see cref="Skip"/>.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _data[_position..];

    /// <summary>An error has occurred.</summary>
    public readonly bool Failed => _error.Failed;

    /// <summary>The first error; without one, an error if bytes remain, otherwise success.</summary>
    public readonly AvroError Finish() =>
        Failed || Remaining == 0 ? _error : new AvroError(AvroErrorId.TrailingBytes, _position);

    /// <summary>Sets the error, if it is the first one, and makes all further reads fail.</summary>
    public void Fail(AvroErrorId id, int offset)
    {
        if (!Failed)
            _error = new AvroError(id, offset);
        _position = _data.Length;
    }

    /// <summary>Reads an Avro long: at most 10 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong()
    {
        var position = _position;
        if ((uint)position >= (uint)_data.Length || _data[position] > 0x7f)
            return ReadLongSlowly();
        _position = position + 1;
        return Varint.Unzigzag(_data[position]);
    }

    /// <summary>Reads an Avro int: a long that must fit into 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt()
    {
        var start = _position;
        var value = ReadLong();
        if (value != (int)value)
            Fail(AvroErrorId.OutOfRange, start);
        return (int)value;
    }

    /// <summary>Reads an enum symbol or a union branch: a number from 0 to <paramref name="max"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadIndex(int max)
    {
        var start = _position;
        var value = ReadLong();
        if ((ulong)value <= (ulong)max)
            return (int)value;
        Fail(AvroErrorId.UnknownBranch, start);
        return 0;
    }

    /// <summary>Reads an Avro int that must fit into a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadSmall()
    {
        var start = _position;
        var value = ReadLong();
        if ((ulong)value > byte.MaxValue)
            Fail(AvroErrorId.OutOfRange, start);
        return (byte)value;
    }

    /// <summary>Reads an Avro boolean: one byte, 0 or 1.</summary>
    public bool ReadBoolean()
    {
        var value = Remaining > 0 ? _data[_position] : (byte)0xff;
        if (value <= 1)
            _position++;
        else
            Fail(Remaining > 0 ? AvroErrorId.BadBoolean : AvroErrorId.Truncated, _position);
        return value == 1;
    }

    /// <summary>Reads Avro bytes, or those of a string: the length as a long, then that many bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var start = _position;
        var length = ReadLong();
        if ((ulong)length > (ulong)Remaining)
            Fail(length < 0 ? AvroErrorId.ForgedLength : AvroErrorId.Truncated, start);
        if (Failed)
            return default;
        var bytes = _data.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    /// <summary>Skips this many bytes.</summary>
    public void Skip(int bytes)
    {
        if (bytes > Remaining)
            Fail(AvroErrorId.Truncated, _position);
        else
            _position += bytes;
    }

    /// <summary>Reads an Avro string. A string in the cache needs no allocation.</summary>
    public string ReadString(Utf8StringCache strings)
    {
        var start = _position;
        if (strings.TryGet(ReadBytes(), out var text))
            return text;
        Fail(AvroErrorId.BadUtf8, start);
        return "";
    }

    /// <summary>Reads the union [null, long].</summary>
    public long? ReadNullableLong() => ReadIndex(1) == 0 ? null : ReadLong();

    /// <summary>Reads the union [null, int].</summary>
    public int? ReadNullableInt() => ReadIndex(1) == 0 ? null : ReadInt();

    /// <summary>Reads the union [null, string].</summary>
    public string? ReadNullableString(Utf8StringCache strings) => ReadIndex(1) == 0 ? null : ReadString(strings);

    /// <summary>
    /// Reads the number of items in the next block of an array or map; 0 at the end. After a negative count, the block's size in bytes
    /// follows. A count that is too large for the remaining bytes, at <paramref name="minItemBytes"/> per item, is an error.
    /// </summary>
    public int ReadBlockCount(int minItemBytes)
    {
        var start = _position;
        var count = ReadLong();
        if (count < 0)
        {
            count = unchecked(-count); // the smallest long stays negative, and the check below rejects it
            if ((ulong)ReadLong() > (ulong)Remaining)
                Fail(AvroErrorId.ForgedLength, start);
        }
        if ((ulong)count > (ulong)(Remaining / minItemBytes))
            Fail(AvroErrorId.ForgedLength, start);
        return Failed ? 0 : (int)count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ReadLongSlowly()
    {
        var rest = _data[_position..];
        ulong value = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            var bits = rest[i];
            if (i == AvroWriter.MaxNumberBytes - 1 && bits > 1)
                return FailLong(AvroErrorId.NumberTooLong);
            value |= (ulong)(bits & 0x7f) << (7 * i);
            if (bits > 0x7f)
                continue;
            _position += i + 1;
            return Varint.Unzigzag(value);
        }
        return FailLong(AvroErrorId.Truncated);
    }

    private long FailLong(AvroErrorId id)
    {
        Fail(id, _position);
        return 0;
    }
}
