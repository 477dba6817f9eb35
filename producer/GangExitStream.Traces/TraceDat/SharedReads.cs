namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// What the reads of all CPUs share: how much memory their pages may take, whatever a file says (192 CPUs of POWER need 120 MB when
/// packed), and how many bytes have been read.
/// </summary>
internal sealed class SharedReads(Action<long>? progress)
{
    public const long MaxBytes = 256 << 20;

    private const long ProgressStep = 1 << 20;

    private long _memoryLeft = MaxBytes;
    private long _nextProgress = ProgressStep;

    public long BytesRead { get; private set; }

    public bool TryTake(long bytes)
    {
        if (bytes > _memoryLeft)
            return false;
        _memoryLeft -= bytes;
        return true;
    }

    public void Count(int bytes)
    {
        BytesRead += bytes;
        if (BytesRead < _nextProgress)
            return;
        _nextProgress = BytesRead + ProgressStep;
        progress?.Invoke(BytesRead);
    }
}
