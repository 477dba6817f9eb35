using System.Collections.Immutable;

namespace GangExitStream.Subscriber.Reading;

/// <summary>
/// Tracks which partitions have been read up to their end offset as of the start. The last offsets before an end may have no visible record
/// (aborted, compacted, or a transaction marker), so a partition-EOF event counts like a record.
/// </summary>
internal sealed class PartitionEnds
{
    private readonly ImmutableArray<long> _ends;
    private readonly bool[] _reached;
    private readonly long[] _next;
    private int _open;

    /// <param name="ends">End offset of each partition, exclusive.</param>
    /// <param name="fromBeginning">False: reading starts at the end offsets.</param>
    public PartitionEnds(ImmutableArray<long> ends, bool fromBeginning)
    {
        _ends = ends;
        _reached = [.. ends.Select(end => !fromBeginning || end == 0)];
        _next = new long[ends.Length];
        _open = _reached.Count(reached => !reached);
    }

    /// <summary>All partitions have been read up to their end offsets.</summary>
    public bool AllReached => _open == 0;

    /// <summary>Sum of the next offsets to read; 0 for a partition of which nothing was read.</summary>
    public long Offsets => _next.Sum();

    /// <summary>Whether an offset is before the partition's end offset as of the start.</summary>
    public bool IsBefore(int partition, long offset) => offset < _ends[partition];

    /// <summary>Notes that all offsets of a partition before this one have been read.</summary>
    public void ReadUpTo(int partition, long offset)
    {
        _next[partition] = offset;
        if (_reached[partition] || offset < _ends[partition])
            return;
        _reached[partition] = true;
        _open--;
    }
}
