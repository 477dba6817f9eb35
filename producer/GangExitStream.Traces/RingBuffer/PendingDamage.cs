using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.RingBuffer;

/// <summary>
/// Damage found while a block is filled. Bounded, because a file may have a million bad pages without an event between them.
/// </summary>
internal sealed class PendingDamage
{
    private const int Max = 32;

    private readonly List<TraceDamage> _damage = [];

    public bool IsFull => _damage.Count >= Max;

    public void Add(TraceDamage damage)
    {
        if (!IsFull)
            _damage.Add(damage);
    }

    public void MoveTo(TraceSummary summary)
    {
        foreach (var damage in _damage)
            summary.Add(damage);
        _damage.Clear();
    }

    public void MoveTo(EventBlock block)
    {
        block.Damage.AddRange(_damage);
        _damage.Clear();
    }
}
