using System.Text;
using GangExitStream.Traces.Input;

namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Reads numbers and texts forward from a file or a decompressed section. After a read beyond the end, <see cref="Failed"/> stays true and all
/// reads return nothing.
/// </summary>
internal sealed class FileCursor
{
    private const int WindowBytes = 64 << 10;
    private const int MaxText = 4096;

    /// <summary>More than any format, option or section has: all formats of a kernel have about 3 MB.</summary>
    private const int MaxTake = 16 << 20;

    private readonly Stream _stream;
    private readonly ByteWindow _window;
    private readonly PerfBytes _order;
    private readonly long _end;

    /// <param name="stream">The stream; it must be seekable.</param>
    /// <param name="order">The byte order of the numbers.</param>
    /// <param name="start">The offset of the first byte to read.</param>
    /// <param name="bytes">The most bytes to read.</param>
    public FileCursor(Stream stream, PerfBytes order, long start, long bytes)
    {
        (_stream, _order) = (stream, order);
        start = Math.Clamp(start, 0, stream.Length);
        _end = start + Math.Clamp(bytes, 0, stream.Length - start);
        _window = new ByteWindow(stream, (int)Math.Min(WindowBytes, Math.Max(_end - start, 1)), progress: null);
        Seek(start);
    }

    public bool Failed { get; private set; }

    /// <summary>Stream offset of the next byte to read.</summary>
    public long Offset => _window.Offset;

    /// <summary>Bytes left to read.</summary>
    public long Left => _end - _window.Offset;

    public ushort U16() => Take(2) is { Length: 2 } two ? _order.U16(two) : (ushort)0;

    public uint U32() => Take(4) is { Length: 4 } four ? _order.U32(four) : 0;

    /// <summary>Reads a u64 that is a size or an offset; a larger value than a long's becomes the largest long, which is beyond any file.</summary>
    public long Size() => Take(8) is { Length: 8 } eight ? (long)Math.Min(_order.U64(eight), long.MaxValue) : 0;

    /// <summary>Reads a NUL-terminated text.</summary>
    public string Text()
    {
        var length = 0;
        while (true)
        {
            var found = _window.Available[length..].IndexOf((byte)0);
            if (found >= 0)
                return Printable.Text(Take(length + found + 1));
            length = _window.Available.Length;
            if (length > MaxText || !_window.ReadMore())
                return Printable.Text(Fail());
        }
    }

    /// <summary>Reads this many bytes as UTF-8.</summary>
    public string Text(long bytes) => Encoding.UTF8.GetString(Take(bytes));

    /// <summary>The next bytes, valid until the next read; empty, and <see cref="Failed"/> set, when there are fewer.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (Failed || count < 0 || count > Left || count > MaxTake || !_window.Ensure((int)count))
            return Fail();
        var taken = _window.Available[..(int)count];
        _window.Advance((int)count);
        return taken;
    }

    public void Skip(long count)
    {
        if (Failed || count < 0 || count > Left)
            Fail();
        else if (count <= _window.Available.Length)
            _window.Advance((int)count);
        else
            Seek(_window.Offset + count);
    }

    private void Seek(long offset)
    {
        _stream.Position = offset;
        _window.StartAt(offset, _end - offset);
    }

    private ReadOnlySpan<byte> Fail()
    {
        Failed = true;
        return default;
    }
}
