using System.Buffers;
using ZstdSharp;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>
/// Decompresses the data of COMPRESSED and COMPRESSED2 records: one zstd stream over the whole file; records in it may cross chunk boundaries.
/// It works piece by piece in a buffer of fixed size, and the ratio is capped, so that a forged file costs neither memory nor much time.
/// </summary>
internal sealed class Unpacker : IDisposable
{
    /// <summary>Four times the largest record, so that the rest of a record and a large piece fit.</summary>
    private const int Capacity = 256 << 10;

    /// <summary>perf's ratios are 5 to 15; zstd can compress 100 GB of zeros into 7 MB.</summary>
    private const long LargestRatio = 1000;

    /// <summary>Bytes that are allowed at any ratio: a small chunk of equal records can have a high one.</summary>
    private const long AlwaysAllowed = 64 << 20;

    private Decompressor? _zstd; // most traces aren't compressed
    private byte[] _unpacked = [];
    private int _start;
    private int _end;
    private long _packedBytes;
    private long _unpackedBytes;

    /// <summary>Decompressed bytes that are not consumed yet.</summary>
    public ReadOnlySpan<byte> Available => _unpacked.AsSpan(_start, _end - _start);

    public void Advance(int count) => _start += count;

    /// <summary>The decoder has more output than fitted: call <see cref="TryUnpack"/> again, even without input.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Decompresses what fits. False: the data are not valid zstd, or exceed the allowed ratio.</summary>
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
