namespace GangExitStream.Traces;

/// <summary>Counts and damage of a trace. Mutable; owned by its reader.</summary>
public sealed class TraceSummary
{
    /// <summary>Most damages in <see cref="Damage"/>; later ones are only counted in <see cref="DamageCount"/>.</summary>
    public const int MaxDamageKept = 32;

    private readonly List<TraceDamage> _damage = [];

    /// <summary>kvm_guest_exit events.</summary>
    public long GuestExits { get; set; }

    /// <summary>kvmppc_run_core events.</summary>
    public long RunCores { get; set; }

    /// <summary>Samples that the recorder reports as lost.</summary>
    public long Lost { get; set; }

    /// <summary>Number of these reports.</summary>
    public long Gaps { get; set; }

    /// <summary>Events that arrived after later ones had already been returned (perf: "out of order").</summary>
    public long OutOfOrder { get; set; }

    /// <summary>Guest exits and run_cores.</summary>
    public long Events => GuestExits + RunCores;

    /// <summary>Bytes of the input that were read, from <see cref="Origin"/> on.</summary>
    public long Bytes { get; set; }

    /// <summary>Offset in the input at which this recording begins, in bytes; 0 for the first.</summary>
    public long Origin { get; init; }

    /// <summary>Number of all damages.</summary>
    public long DamageCount { get; private set; }

    /// <summary>The first <see cref="MaxDamageKept"/> damages.</summary>
    public IReadOnlyList<TraceDamage> Damage => _damage;

    /// <summary>Names of all events in the trace, if the trace lists them; used in messages when none of the wanted events is there.</summary>
    public IReadOnlyList<string> OtherEvents { get; set; } = [];

    /// <summary>Adds a damage. Its offset counts from the beginning of the recording and is converted to an offset in the input; control characters in its message are replaced.</summary>
    public void Add(TraceDamage damage)
    {
        DamageCount++;
        if (_damage.Count < MaxDamageKept)
            _damage.Add(damage with { Offset = damage.Offset + Math.Min(Origin, long.MaxValue - damage.Offset), Message = PlainText.Clean(damage.Message) });
    }

    /// <summary>Replaces all damages of an id by one that explains them.</summary>
    internal void Replace(TraceDamageId id, TraceDamage damage)
    {
        DamageCount -= _damage.RemoveAll(kept => kept.Id == id);
        Add(damage);
    }

    /// <summary>Counts events that are returned to the caller.</summary>
    public void Count(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.GuestExit)
                GuestExits++;
            else if (e.Kind is KvmEventKind.Enter or KvmEventKind.Exit)
                RunCores++;
            else if (e.Kind == KvmEventKind.Lost)
                CountLoss(e);
        }
    }

    private void CountLoss(in KvmEvent loss)
    {
        Lost += loss.LostCount;
        Gaps++;
    }
}
