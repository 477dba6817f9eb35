namespace GangExitStream.Tests.Unit.Demo;

/// <summary>A pipe that stays open after its last byte until it is released.</summary>
internal sealed class HeldStream(byte[] bytes) : MemoryStream(bytes)
{
    private readonly ManualResetEventSlim _released = new();

    public override bool CanSeek => false;

    public void Release() => _released.Set();

    // What reads into a span comes here, too.
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        if (read == 0)
            _released.Wait();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _released.Set();
        base.Dispose(disposing);
    }
}
