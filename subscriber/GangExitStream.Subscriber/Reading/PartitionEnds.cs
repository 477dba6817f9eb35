using System.Collections.Immutable;

namespace GangExitStream.Subscriber.Reading;

/// <summary>
/// Which partitions have been read up to their end as of the start. The last offsets before an end may hold no record
/// (aborted, compacted away, or a transaction's marker), so an end of partition counts as well as a record does.
/// </summary>
internal sealed class PartitionEnds
{
    private readonly ImmutableArray<long> _ends;
    private readonly bool[] _reached;
    private readonly long[] _next;
    private int _open;

    /// <param name="ends">By partition: the first offset that is too late.</param>
    /// <param name="fromBeginning">False: the reading starts at the ends.</param>
    public PartitionEnds(ImmutableArray<long> ends, bool fromBeginning)
    {
        _ends = ends;
        _reached = [.. ends.Select(end => !fromBeginning || end == 0)];
        _next = new long[ends.Length];
        _open = _reached.Count(reached => !reached);
    }

    /// <summary>Nothing is left before the ends.</summary>
    public bool AllReached => _open == 0;

    /// <summary>Offsets up to which all has been read, over all partitions; of those that nothing was read of: 0.</summary>
    public long Offsets => _next.Sum();

    /// <summary>Whether a record was there at the start.</summary>
    public bool IsBefore(int partition, long offset) => offset < _ends[partition];

    /// <summary>Everything of a partition before this offset has been read.</summary>
    public void ReadUpTo(int partition, long offset)
    {
        _next[partition] = offset;
        if (_reached[partition] || offset < _ends[partition])
            return;
        _reached[partition] = true;
        _open--;
    }
}
