using System.Runtime.CompilerServices;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// Reads Avro's binary encoding, with every length and count checked against the bytes that are left before it is
/// believed. After the first error all reads yield 0, so that codecs ask once, at the end: see <see cref="Finish"/>.
/// </summary>
public ref struct AvroReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private AvroError _error;

    /// <summary>Byte offset of the next value.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _data.Length - _position;

    /// <summary>The bytes that are left, for a codec that reads ahead and then calls <see cref="Skip"/>.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _data[_position..];

    /// <summary>Something was wrong.</summary>
    public readonly bool Failed => _error.Failed;

    /// <summary>The first error, or that bytes are left over, or success.</summary>
    public readonly AvroError Finish() =>
        Failed || Remaining == 0 ? _error : new AvroError(AvroErrorId.TrailingBytes, _position);

    /// <summary>Remembers an error at a place and makes all reads after it fail. Only the first error counts.</summary>
    public void Fail(AvroErrorId id, int offset)
    {
        if (!Failed)
            _error = new AvroError(id, offset);
        _position = _data.Length;
    }

    /// <summary>Avro long: at most 10 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong()
    {
        var position = _position;
        if ((uint)position >= (uint)_data.Length || _data[position] > 0x7f)
            return ReadLongSlowly();
        _position = position + 1;
        return Varint.Unzigzag(_data[position]);
    }

    /// <summary>Avro int: a long that has to fit 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt()
    {
        var start = _position;
        var value = ReadLong();
        if (value != (int)value)
            Fail(AvroErrorId.OutOfRange, start);
        return (int)value;
    }

    /// <summary>A number from 0 to <paramref name="max"/>: an enum symbol, a union branch.</summary>
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

    /// <summary>Avro int that our field keeps in a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadSmall()
    {
        var start = _position;
        var value = ReadLong();
        if ((ulong)value > byte.MaxValue)
            Fail(AvroErrorId.OutOfRange, start);
        return (byte)value;
    }

    /// <summary>Avro boolean: one byte, 0 or 1.</summary>
    public bool ReadBoolean()
    {
        var value = Remaining > 0 ? _data[_position] : (byte)0xff;
        if (value <= 1)
            _position++;
        else
            Fail(Remaining > 0 ? AvroErrorId.BadBoolean : AvroErrorId.Truncated, _position);
        return value == 1;
    }

    /// <summary>Avro bytes, and a string's: the length as a long, then so many bytes.</summary>
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

    /// <summary>A value of a fixed size that nobody needs.</summary>
    public void Skip(int bytes)
    {
        if (bytes > Remaining)
            Fail(AvroErrorId.Truncated, _position);
        else
            _position += bytes;
    }

    /// <summary>Avro string; one seen before comes from the cache, without an allocation.</summary>
    public string ReadString(Utf8StringCache strings)
    {
        var start = _position;
        if (strings.TryGet(ReadBytes(), out var text))
            return text;
        Fail(AvroErrorId.BadUtf8, start);
        return "";
    }

    /// <summary>The union [null, long].</summary>
    public long? ReadNullableLong() => ReadIndex(1) == 0 ? null : ReadLong();

    /// <summary>The union [null, int].</summary>
    public int? ReadNullableInt() => ReadIndex(1) == 0 ? null : ReadInt();

    /// <summary>The union [null, string].</summary>
    public string? ReadNullableString(Utf8StringCache strings) => ReadIndex(1) == 0 ? null : ReadString(strings);

    /// <summary>
    /// Items in the next block of an array or map, 0 at its end. A negative count says that the block's size in bytes
    /// follows. <paramref name="minItemBytes"/>, the least that an item takes, bounds what a forged count can claim.
    /// </summary>
    public int ReadBlockCount(int minItemBytes)
    {
        var start = _position;
        var count = ReadLong();
        if (count < 0)
        {
            count = unchecked(-count); // stays negative for the smallest long, and is refused as that
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
