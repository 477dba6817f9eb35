namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Shared by all CPUs of a file: a limit of the memory for their pages (192 CPUs of a POWER host need 120 MB with compression), and the number of
/// bytes read.
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
