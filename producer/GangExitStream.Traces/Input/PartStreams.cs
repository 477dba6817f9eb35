namespace GangExitStream.Traces.Input;

/// <summary>Creates a stream of the rest of an input after a recording. The new stream owns the input.</summary>
internal static class RestOf
{
    /// <summary>The rest of a seekable stream from an offset on, positioned at its beginning.</summary>
    public static Stream Seekable(Stream stream, long offset)
    {
        var rest = stream is OffsetStream part ? new OffsetStream(part.Whole, part.Start + offset) : new OffsetStream(stream, offset);
        rest.Position = 0;
        return rest;
    }

    /// <summary>The rest of a pipe: bytes that were already read from it, then the bytes that follow.</summary>
    public static Stream Pipe(Stream stream, ReadOnlySpan<byte> read) =>
        stream is PrefixedStream prefixed ? new PrefixedStream((byte[])[.. read, .. prefixed.Head], prefixed.Behind) : new PrefixedStream(read.ToArray(), stream);
}

/// <summary>The part of a seekable stream from an offset to its end; positions count from that offset. Read-only.</summary>
internal sealed class OffsetStream(Stream whole, long start) : ReadOnlyStream(whole)
{
    public Stream Whole => Source;

    public long Start => start;

    public override bool CanSeek => true;

    public override long Length => Math.Max(0, Source.Length - start);

    public override long Position
    {
        get => Source.Position - start;
        set => Source.Position = start + value;
    }

    public override int Read(Span<byte> buffer) => Source.Read(buffer);
}

/// <summary>Some bytes followed by a stream that can't seek. Read-only.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> head, Stream behind) : ReadOnlyStream(behind)
{
    private ReadOnlyMemory<byte> _head = head;

    public ReadOnlySpan<byte> Head => _head.Span;

    public Stream Behind => Source;

    public override int Read(Span<byte> buffer)
    {
        if (_head.IsEmpty)
            return Source.Read(buffer);
        var count = Math.Min(buffer.Length, _head.Length);
        _head.Span[..count].CopyTo(buffer);
        _head = _head[count..];
        return count;
    }
}
