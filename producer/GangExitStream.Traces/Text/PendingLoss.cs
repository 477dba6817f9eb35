namespace GangExitStream.Traces.Text;

/// <summary>A loss whose line has no time. It gets the time of the next line, the first event after the loss.</summary>
internal sealed class PendingLoss
{
    private int _cpu;
    private long _count;

    /// <summary>A loss waits for its time.</summary>
    public bool Waits { get; private set; }

    /// <summary>Notes a loss.</summary>
    public void Set(int cpu, long count) => (_cpu, _count, Waits) = (cpu, count, true);

    /// <summary>Returns the loss as an event with this time.</summary>
    public KvmEvent Take(long timeNs)
    {
        Waits = false;
        return KvmEvent.Lost(timeNs, _cpu, _count);
    }
}
