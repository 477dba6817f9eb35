namespace GangExitStream.Traces.Perf;

/// <summary>
/// Gives guest exits the VM of their thread's last run_core. Used when the recorder and the VMs are in different PID namespaces: the samples then have
/// the recorder's ids of a process (0: it has none), and a run_core the VM's.
/// </summary>
internal sealed class OtherPids
{
    private readonly RunnerTgids _tgids = new();
    private bool _hasRuns;

    /// <summary>Sets the VM of each guest exit; the events must be in time order.</summary>
    public void Attribute(Span<KvmEvent> events)
    {
        foreach (ref var e in events)
        {
            if (e.Kind is KvmEventKind.Enter or KvmEventKind.Exit)
            {
                _hasRuns = true;
                _tgids.Learn(e.Tid, e.Tgid, e.TimeNs);
            }
            else if (e.Kind != KvmEventKind.Lost && !e.NamesVm && (_hasRuns || e.Tgid <= 0))
            {
                e.Tgid = _tgids.Of(e.Tid);
            }
        }
    }
}
