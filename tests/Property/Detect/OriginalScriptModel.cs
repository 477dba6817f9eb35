namespace GangExitStream.Tests.Property.Detect;

/// <summary>The original script's bookkeeping, from its rules: gang exits and cedes per tgid, the first tgid of a thread.</summary>
internal sealed class OriginalScriptModel
{
    private readonly Dictionary<int, int> _tgidOfTid = [];
    private readonly Dictionary<int, (long GangExits, long Cedes)> _stats = [];
    private readonly List<int> _order = [];

    public OriginalScriptModel(IEnumerable<KvmEvent> events)
    {
        foreach (var e in events)
            Take(e);
    }

    /// <summary>Gang exits per tgid, in the script's order.</summary>
    public IEnumerable<(int Tgid, long GangExits)> GangExits => _order.Select(tgid => (tgid, _stats[tgid].GangExits));

    private void Take(KvmEvent e)
    {
        var known = _stats.TryGetValue(e.Tgid, out var vm);
        switch (e.Kind)
        {
            case KvmEventKind.GuestExit when _tgidOfTid.TryGetValue(e.Tid, out var tgid):
                _stats[tgid] = (_stats[tgid].GangExits, _stats[tgid].Cedes + e.Ceded);
                break;
            case KvmEventKind.Exit when known && e.NRunnable - vm.Cedes > 1:
                _stats[e.Tgid] = (vm.GangExits + 1, vm.Cedes);
                break;
            case KvmEventKind.Enter:
                if (!known)
                    _order.Add(e.Tgid);
                _stats[e.Tgid] = (vm.GangExits, 0);
                _tgidOfTid.TryAdd(e.Tid, e.Tgid);
                break;
        }
    }
}
