using System.IO.Compression;

namespace GangExitStream.Traces.Input;

/// <summary>
/// The content of gzip members (RFC 1952). <see cref="GZipStream"/> ends in the same way where the input ends within a member, and where other bytes
/// follow the members. To distinguish the two, a further member with known content, the mark, is appended to the input: it is decompressed only if the
/// input is complete. <see cref="GZipStream"/> reads input only when it has returned all that it has decompressed, so after the input's end it can
/// return nothing but the mark.
/// </summary>
internal sealed class GunzipStream : ReadOnlyStream
{
    private static readonly byte[] Mark = "GANGEXIT"u8.ToArray();

    private readonly MarkedInput _input;
    private bool _hasEnded;

    /// <param name="input">The compressed data. Owned.</param>
    public GunzipStream(Stream input)
        : this(new MarkedInput(input, Compress(Mark)))
    {
    }

    private GunzipStream(MarkedInput input)
        : base(new GZipStream(input, CompressionMode.Decompress)) => _input = input;

    /// <summary>After the end: bytes that are not gzip follow the members.</summary>
    public bool HasTrailingBytes { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_hasEnded || buffer.IsEmpty)
            return 0;
        var count = Unpack(buffer);
        if (count > 0 && !_input.IsAtMark)
            return count;
        _hasEnded = true;
        if (!_input.IsAtMark)
            HasTrailingBytes = true;
        else if (!IsMark(buffer[..count]))
            throw new EndOfStreamException();
        return 0;
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return Source.Read(buffer);
        }
        catch (InvalidDataException) when (_input.IsAtMark)
        {
            _hasEnded = true;
            throw new EndOfStreamException(); // the mark was read as the rest of a member
        }
    }

    private bool IsMark(ReadOnlySpan<byte> begin)
    {
        if (!Mark.AsSpan().StartsWith(begin))
            return false;
        Span<byte> rest = stackalloc byte[Mark.Length + 1];
        var total = begin.Length;
        for (int count; total <= Mark.Length && (count = Unpack(rest[total..])) > 0;)
            total += count;
        return total == Mark.Length && rest[begin.Length..total].SequenceEqual(Mark.AsSpan(begin.Length));
    }

    private static byte[] Compress(byte[] content)
    {
        using var member = new MemoryStream();
        using (var packing = new GZipStream(member, CompressionLevel.Fastest))
            packing.Write(content);
        return member.ToArray();
    }

    /// <summary>The input, then the mark.</summary>
    private sealed class MarkedInput(Stream input, byte[] mark) : ReadOnlyStream(input)
    {
        private int _given;

        public bool IsAtMark { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var count = IsAtMark ? 0 : Source.Read(buffer);
            if (count > 0 || buffer.IsEmpty)
                return count;
            IsAtMark = true;
            count = Math.Min(buffer.Length, mark.Length - _given);
            mark.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}
