namespace GangExitStream.Tests.Shared;

/// <summary>Bytes as a pipe delivers them: in pieces, and forward only.</summary>
internal sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
{
    private const int PieceBytes = 5_000;

    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, PieceBytes));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, PieceBytes)]);
}
