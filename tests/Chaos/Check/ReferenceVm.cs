using GangExitStream.Detection;

namespace GangExitStream.Tests.Chaos.Check;

/// <summary>What one VM of a trace must give.</summary>
internal sealed class ReferenceVm
{
    private readonly List<GangExit> _gangExits = [];
    private readonly TriggerCounts _triggers = new();
    private RunCounts _counts;

    public IReadOnlyList<GangExit> GangExits => _gangExits;

    public VmCounts Counts => new(_counts, _triggers);

    public void Add(in ClosedRun run, long sequence, long? wallOffset)
    {
        _counts.Add(run);
        if (!run.GangExit)
            return;
        var trigger = run.TriggerTrap == RunnerState.NoTrap ? null : TrapNames.Format(run.TriggerTrap);
        if (trigger is not null)
            _triggers.Add(trigger);
        _gangExits.Add(Record(run, trigger) with
        {
            EnterNs = run.EnterNs + (wallOffset ?? 0),
            ExitNs = run.ExitNs + (wallOffset ?? 0),
            Clock = wallOffset is null ? ClockKind.Trace : ClockKind.Wall,
            Sequence = sequence,
        });
    }

    public void Add(VmTally tally) => _counts.Add(default, tally);

    private static GangExit Record(in ClosedRun run, string? trigger) => new()
    {
        Host = "",
        Source = "",
        Tgid = run.Tgid,
        RunnerTid = run.RunnerTid,
        RunnerVcpu = run.RunnerVcpu,
        Cpu = run.Cpu,
        NRunnable = run.NRunnable,
        Ceded = run.Ceded,
        Forced = run.Forced,
        Trigger = trigger,
        TriggerVcpu = run.TriggerVcpu == KvmEvent.Unknown ? null : run.TriggerVcpu,
        Uncertain = run.Uncertain,
    };
}
