namespace GangExitStream.Tests.Shared;

/// <summary>A disk with a defect: reads that begin at an offset or after it fail.</summary>
internal sealed class FailingStream(byte[] bytes, long failsAt) : MemoryStream(bytes)
{
    // MemoryStream's Read(Span) calls this, in a class derived from it.
    public override int Read(byte[] buffer, int offset, int count) =>
        Position < failsAt ? base.Read(buffer, offset, count) : throw new IOException("Input/output error");
}
