namespace GangExitStream.Traces.Text;

/// <summary>A loss whose line has no time of its own: it gets the time of the line that follows, the first one after the loss.</summary>
internal sealed class PendingLoss
{
    private int _cpu;
    private long _count;

    /// <summary>One waits.</summary>
    public bool Waits { get; private set; }

    /// <summary>Notes a loss.</summary>
    public void Set(int cpu, long count) => (_cpu, _count, Waits) = (cpu, count, true);

    /// <summary>Takes it as an event.</summary>
    public KvmEvent Take(long timeNs)
    {
        Waits = false;
        return KvmEvent.Lost(timeNs, _cpu, _count);
    }
}
