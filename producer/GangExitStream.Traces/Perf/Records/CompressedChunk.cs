using GangExitStream.Traces.Input;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>
/// Decompresses the record at the window's front piece by piece: COMPRESSED (header, data) or COMPRESSED2 (header, u64 data size, data,
/// padding to 8 bytes).
/// </summary>
internal sealed class CompressedChunk(ByteWindow window, PerfBytes order) : IDisposable
{
    private const int LargestData = 1 << 16;

    private readonly Unpacker _unpacker = new();
    private int _recordBytes;
    private int _packedStart;
    private int _packedEnd;
    private bool _isCutOff;

    public bool IsOpen => _recordBytes > 0;

    /// <summary>There are bytes of a record whose end should have been in the next chunk.</summary>
    public bool HasRest => _unpacker.Available.Length > 0;

    public ReadOnlySpan<byte> Available => _unpacker.Available;

    public void Advance(int count) => _unpacker.Advance(count);

    public TraceDamage? Open()
    {
        if (!window.Ensure(PerfRecordHeader.Bytes + 8))
            return Damage(TraceDamageId.Truncated, "the trace ends within a compressed record");
        var header = PerfRecordHeader.Read(window.Available, order);
        var fits = header.Type == PerfRecordType.Compressed ? TryPlace(header) : TryPlace2(header);
        if (!fits)
            return Damage(TraceDamageId.BadRecord, "a compressed record's sizes contradict each other; the rest can't be read");
        if (window.Ensure(_recordBytes))
            return null;
        _packedEnd = Math.Min(_packedEnd, window.Available.Length); // decompress the part that is there
        _isCutOff = true;
        return null;
    }

    /// <summary>Decompresses the next piece, or closes the chunk when nothing is left.</summary>
    public TraceDamage? UnpackMore()
    {
        if (_packedStart == _packedEnd && !_unpacker.HasMore)
        {
            if (_isCutOff)
                return Damage(TraceDamageId.Truncated, "the trace ends within a compressed record");
            window.Advance(_recordBytes);
            _recordBytes = 0;
            return null;
        }
        var packed = window.Available[_packedStart.._packedEnd];
        if (!_unpacker.TryUnpack(ref packed))
            return Damage(TraceDamageId.BadCompression, "a compressed record can't be decompressed; the rest can't be read");
        _packedStart = _packedEnd - packed.Length;
        return null;
    }

    public void Dispose() => _unpacker.Dispose();

    private bool TryPlace(PerfRecordHeader header)
    {
        (_packedStart, _packedEnd, _recordBytes) = (PerfRecordHeader.Bytes, header.Size, header.Size);
        return header.Size >= PerfRecordHeader.Bytes;
    }

    /// <summary>With padding, the header's u16 size can overflow to 0 (perf 6.16 and later), so the data size decides.</summary>
    private bool TryPlace2(PerfRecordHeader header)
    {
        var size = order.U64(window.Available[PerfRecordHeader.Bytes..]);
        if (size > LargestData)
            return false;
        _packedStart = PerfRecordHeader.Bytes + 8;
        _packedEnd = _packedStart + (int)size;
        _recordBytes = (_packedEnd + 7) & ~7;
        if ((ushort)_recordBytes == header.Size)
            return true;
        _recordBytes = header.Size; // without padding, or with more of it
        return header.Size >= _packedEnd;
    }

    private TraceDamage Damage(TraceDamageId id, string message) => new(id, window.Offset, message);
}
