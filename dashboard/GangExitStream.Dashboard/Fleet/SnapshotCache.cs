namespace GangExitStream.Dashboard.Fleet;

/// <summary>
/// Shares a snapshot between requests for half a second, or for six times the time to create it. A snapshot of 100,000 VMs takes up to a third
/// of a second, and viewers of a large fleet must not keep a core busy.
/// </summary>
internal sealed class SnapshotCache(FleetStore store, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private FleetSnapshot? _last;
    private TimeSpan _maxAge;
    private long _madeAt;

    public FleetSnapshot Get()
    {
        lock (_gate)
        {
            if (_last is not null && (time.GetElapsedTime(_madeAt) < _maxAge || _last.Status == store.Status))
                return _last;
            var begun = time.GetTimestamp();
            _last = FleetSnapshot.Of(store);
            _madeAt = time.GetTimestamp();
            _maxAge = MaxAge(time.GetElapsedTime(begun, _madeAt));
            return _last;
        }
    }

    /// <summary>Maximum age of a snapshot, by the time it took to create.</summary>
    internal static TimeSpan MaxAge(TimeSpan cost) => cost * 6 > Least ? cost * 6 : Least;
}
