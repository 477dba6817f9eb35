using System.Runtime.InteropServices;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;

namespace GangExitStream.Dashboard.Fleet;

/// <summary>The latest windows of a VM, ordered by start, each as Avro without host and source: some 150 bytes.</summary>
internal sealed class VmWindows
{
    /// <summary>Bytes of a window besides its body: the array's header and the list's entry.</summary>
    private const int Overhead = 40;

    private readonly List<Kept> _kept = [];
    private long _forgottenUpTo = long.MinValue; // start of the latest removed window

    public int Count => _kept.Count;

    /// <summary>Whether an earlier record of this window may have been removed.</summary>
    public bool IsForgotten(long startNs) => startNs <= _forgottenUpTo;

    /// <summary>The body of a window's last record.</summary>
    public byte[]? Find(long startNs) => Index(startNs) is var at and >= 0 ? _kept[at].Body : null;

    /// <summary>Adds or replaces a window's record; returns the change in bytes.</summary>
    public int Put(long startNs, byte[] body)
    {
        var at = Index(startNs);
        if (at >= 0)
        {
            var before = _kept[at].Body.Length;
            _kept[at] = new Kept(startNs, body);
            return body.Length - before;
        }
        _kept.Insert(~at, new Kept(startNs, body));
        return body.Length + Overhead;
    }

    /// <summary>Removes the earliest windows down to <paramref name="most"/>; returns the bytes removed.</summary>
    public int Trim(int most)
    {
        var excess = _kept.Count - most;
        if (excess <= 0)
            return 0;
        var bytes = 0;
        for (var i = 0; i < excess; i++)
            bytes += _kept[i].Body.Length + Overhead;
        _forgottenUpTo = Math.Max(_forgottenUpTo, _kept[excess - 1].StartNs);
        _kept.RemoveRange(0, excess);
        if (_kept.Capacity > 2 * _kept.Count + 8)
            _kept.TrimExcess();
        return bytes;
    }

    /// <summary>All windows, decoded, the earliest first.</summary>
    public List<GangExitCount> Read(VmId vm, Utf8StringCache strings)
    {
        var windows = new List<GangExitCount>(_kept.Count);
        foreach (var (_, body) in _kept)
            windows.Add(Decode(body, vm, strings));
        return windows;
    }

    /// <summary>Decodes a stored body.</summary>
    public static GangExitCount Decode(byte[] body, VmId vm, Utf8StringCache strings)
    {
        var error = GangExitCountCodec.Decode(body, strings, out var item);
        if (error.Failed)
            throw new InvalidOperationException($"what the store has encoded can't be decoded: {error}");
        (item.Host, item.Source) = (vm.Host, vm.Source);
        return item;
    }

    private int Index(long startNs)
    {
        if (_kept.Count == 0 || _kept[^1].StartNs < startNs)
            return ~_kept.Count; // the common case: a new window
        var (low, high) = (0, _kept.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_kept[middle].StartNs == startNs)
                return middle;
            (low, high) = _kept[middle].StartNs < startNs ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Kept(long StartNs, byte[] Body);
}
