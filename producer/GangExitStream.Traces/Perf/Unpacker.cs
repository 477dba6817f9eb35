using System.Buffers;
using ZstdSharp;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// The records inside of COMPRESSED and COMPRESSED2: one zstd stream over the whole file, whose records straddle the chunks.
/// Unpacks piece by piece into a buffer of fixed size, so that a forged ratio costs no memory, and little time: it is capped.
/// </summary>
internal sealed class Unpacker : IDisposable
{
    /// <summary>Larger than any record, so that a rest of one and a good piece always fit.</summary>
    private const int Capacity = 256 << 10;

    /// <summary>perf's own are 5 to 15; zstd could pack 100 GB of zeros into 7 MB.</summary>
    private const long LargestRatio = 1000;

    /// <summary>So much may come of anything, since a small chunk may be all alike.</summary>
    private const long AlwaysAllowed = 64 << 20;

    private Decompressor? _zstd; // most traces aren't compressed
    private byte[] _unpacked = [];
    private int _start;
    private int _end;
    private long _packedBytes;
    private long _unpackedBytes;

    /// <summary>Unpacked bytes that haven't been consumed.</summary>
    public ReadOnlySpan<byte> Available => _unpacked.AsSpan(_start, _end - _start);

    public void Advance(int count) => _start += count;

    /// <summary>More is unpacked already than fitted: unpack again, even with no packed bytes left.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Unpacks what fits. False where the data are no zstd, or make more of themselves than any recorder's.</summary>
    public bool TryUnpack(ref ReadOnlySpan<byte> packed)
    {
        if (_zstd is null)
            (_zstd, _unpacked) = (new Decompressor(), GC.AllocateUninitializedArray<byte>(Capacity));
        Available.CopyTo(_unpacked);
        (_start, _end) = (0, _end - _start);
        try
        {
            var status = _zstd.UnwrapStream(packed, _unpacked.AsSpan(_end), out var consumed, out var written);
            packed = packed[consumed..];
            _end += written;
            (_packedBytes, _unpackedBytes) = (_packedBytes + consumed, _unpackedBytes + written);
            if (_unpackedBytes > AlwaysAllowed + LargestRatio * _packedBytes)
                return false;
            HasMore = status == OperationStatus.DestinationTooSmall;
            return status is OperationStatus.Done or OperationStatus.NeedMoreData or OperationStatus.DestinationTooSmall;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    public void Dispose() => _zstd?.Dispose();
}
