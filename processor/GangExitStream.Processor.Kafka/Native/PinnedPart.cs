using System.Buffers;
using System.Runtime.InteropServices;
using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>
/// Pins a part's keys and values until it is disposed; librdkafka copies them when a <see cref="NativeBatch"/> is sent. Each key is pinned
/// once: a session's key is the same array in all of its records.
/// </summary>
internal sealed class PinnedPart : IDisposable
{
    private readonly Dictionary<byte[], GCHandle> _keys = new(ReferenceEqualityComparer.Instance);
    private readonly MemoryHandle _values;
    private readonly nint _start;
    private byte[]? _lastKey;
    private nint _lastAddress;

    public PinnedPart(EpochPart part)
    {
        if (!MemoryMarshal.TryGetArray(part.Bytes.WrittenMemory, out var bytes))
            throw new InvalidOperationException("a part's bytes are always an array's");
        _values = new Memory<byte>(bytes.Array).Pin();
        _start = Marshal.UnsafeAddrOfPinnedArrayElement(bytes.Array!, bytes.Offset);
    }

    /// <summary>Adds a record to a batch; its value is the part's bytes from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public void Add(NativeBatch batch, byte[] key, int start, int end) => batch.Add(AddressOf(key), key.Length, _start + start, end - start);

    /// <summary>Adds a record without a value.</summary>
    public void AddTombstone(NativeBatch batch, byte[] key) => batch.Add(AddressOf(key), key.Length, value: 0, valueLength: 0);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Free();
        _values.Dispose();
    }

    private nint AddressOf(byte[] key)
    {
        if (ReferenceEquals(key, _lastKey))
            return _lastAddress;
        if (!_keys.TryGetValue(key, out var pin))
            _keys.Add(key, pin = GCHandle.Alloc(key, GCHandleType.Pinned));
        (_lastKey, _lastAddress) = (key, pin.AddrOfPinnedObject());
        return _lastAddress;
    }
}
