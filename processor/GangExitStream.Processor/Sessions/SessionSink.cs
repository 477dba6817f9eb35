using GangExitStream.Detection;
using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Codecs;

namespace GangExitStream.Processor.Sessions;

/// <summary>Receives a session's runs when they end: counts them in the open window, and writes the gang exits.</summary>
internal struct SessionSink(VmSession session, SessionWindow window, int partition, Epoch epoch, OutputKeys keys, ProcessorOptions options) : IRunSink
{
    private readonly bool _perTgid = options.Attribution == Attribution.Tgid;

    /// <summary>Sequence number of the event that is being processed.</summary>
    public long Sequence { get; set; }

    public readonly void OnRun(in ClosedRun run)
    {
        var isGangExit = _perTgid ? run.GangExitPerTgid : run.GangExit;
        window.Count(run, isGangExit, _perTgid);
        if (isGangExit)
            Write(run);
    }

    // Nothing to do: the detector adds the cost to the VM's tally, which VmSession moves to the window.
    public readonly void OnForcedOut(in ForcedOut cost)
    {
    }

    private readonly void Write(in ClosedRun run)
    {
        GangExitCodec.Encode(keys.GangExitHead, Record(run), epoch.Bytes);
        epoch.Add(OutputTopic.GangExits, partition, keys.HostTgid, keys.HostTgid);
    }

    private readonly GangExit Record(in ClosedRun run) => new()
    {
        Host = session.Key.Host,
        Source = session.Key.Source,
        Tgid = run.Tgid,
        RunnerTid = run.RunnerTid,
        RunnerVcpu = run.RunnerVcpu,
        Cpu = run.Cpu,
        NRunnable = run.NRunnable,
        Ceded = _perTgid ? (int)Math.Min(run.CedesPerTgid, int.MaxValue) : run.Ceded,
        Forced = _perTgid ? (int)Math.Min(run.ForcedPerTgid, int.MaxValue) : run.Forced,
        EnterNs = session.Written(run.EnterNs),
        ExitNs = session.Written(run.ExitNs),
        Trigger = run.TriggerTrap == RunnerState.NoTrap ? null : TrapNames.Format(run.TriggerTrap),
        TriggerVcpu = run.TriggerVcpu == KvmEvent.Unknown ? null : run.TriggerVcpu,
        Clock = session.WrittenClock,
        Uncertain = run.Uncertain,
        Sequence = Sequence,
        Vm = session.Name,
    };
}
