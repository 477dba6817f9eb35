using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>Keys of one part, each pinned once: a session's key is the same array in all of its records.</summary>
internal sealed class PinnedKeys : IDisposable
{
    private readonly Dictionary<byte[], GCHandle> _pins = new(ReferenceEqualityComparer.Instance);
    private byte[]? _last;
    private nint _lastAddress;

    public nint Address(byte[] key)
    {
        if (ReferenceEquals(key, _last))
            return _lastAddress;
        if (!_pins.TryGetValue(key, out var pin))
            _pins.Add(key, pin = GCHandle.Alloc(key, GCHandleType.Pinned));
        (_last, _lastAddress) = (key, pin.AddrOfPinnedObject());
        return _lastAddress;
    }

    public void Dispose()
    {
        foreach (var pin in _pins.Values)
            pin.Free();
    }
}
