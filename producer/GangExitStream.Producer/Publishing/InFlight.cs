namespace GangExitStream.Producer.Publishing;

/// <summary>
/// Counts records and bytes that are not confirmed yet, and lets the publisher wait at the limits. One thread publishes; another thread reports
/// deliveries.
/// </summary>
internal sealed class InFlight(int maxRecords, long maxBytes)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;
    private bool _closed;
    private long _bytes;
    private int _records;

    public int Records => Volatile.Read(ref _records);

    public long Bytes => Volatile.Read(ref _bytes);

    public bool HasRoom
    {
        get
        {
            lock (_gate)
                return IsBelow(1);
        }
    }

    public void Add(int bytes)
    {
        lock (_gate)
        {
            _records++;
            _bytes += bytes;
        }
    }

    public void Remove(int bytes)
    {
        TaskCompletionSource? room = null, empty = null;
        lock (_gate)
        {
            _records--;
            _bytes -= bytes;
            if (IsBelow(2)) // wakes at half of the limits: at the limit itself, the threads would switch at every record
                (room, _room) = (_room, null);
            if (_records == 0)
                (empty, _empty) = (_empty, null);
        }
        room?.SetResult();
        empty?.SetResult();
    }

    /// <summary>Ends all waits for room because a delivery failed.</summary>
    public void Close()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _closed = true;
            (room, _room) = (_room, null);
        }
        room?.SetResult();
    }

    public ValueTask WaitForRoomAsync(CancellationToken stop)
    {
        lock (_gate)
            return _closed || IsBelow(1) ? ValueTask.CompletedTask : new ValueTask((_room ??= NewWait()).Task.WaitAsync(stop));
    }

    public Task WaitUntilEmptyAsync(CancellationToken stop)
    {
        lock (_gate)
            return _records == 0 ? Task.CompletedTask : (_empty ??= NewWait()).Task.WaitAsync(stop);
    }

    private bool IsBelow(int part) => _records < (maxRecords + part - 1) / part && _bytes < maxBytes / part;

    // The waiting publisher must not continue on the client's polling thread.
    private static TaskCompletionSource NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
