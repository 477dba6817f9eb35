namespace GangExitStream.Tests.Unit.Detect;

/// <summary>Events of one runner (VM 287, thread 289, CPU 0, vcpu 0), one nanosecond apart, for tests that say the rest.</summary>
internal sealed class Trace
{
    private readonly List<KvmEvent> _events = [];

    public int Tgid { get; init; } = 287;

    public int Tid { get; init; } = 289;

    public KvmEvent[] Events => [.. _events];

    private long Now => _events.Count;

    public Trace Enter(int runnable, int runnerVcpu = 0) => Add(KvmEvent.Enter(Now, 0, Tgid, Tid, runnerVcpu, runnable));

    public Trace Exit(int runnable, int runnerVcpu = 0) => Add(KvmEvent.Exit(Now, 0, Tgid, Tid, runnerVcpu, runnable));

    public Trace Out(int vcpu, int trap, byte ceded = 0, int cpu = 0) => Add(KvmEvent.GuestExit(Now, cpu, Tgid, Tid, vcpu, trap, ceded));

    public Trace Lost(int cpu, long count = 1) => Add(KvmEvent.Lost(Now, cpu, count));

    public Trace Add(KvmEvent e)
    {
        _events.Add(e);
        return this;
    }
}
