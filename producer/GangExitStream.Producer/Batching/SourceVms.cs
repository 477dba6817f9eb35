namespace GangExitStream.Producer.Batching;

/// <summary>The VMs of a source, in the order of their first event.</summary>
/// <param name="nameOf">Returns the name of a VM by its process id; called once for each VM. Null: no names are known.</param>
internal sealed class SourceVms(Func<int, string?>? nameOf)
{
    private readonly Dictionary<int, VmBatchState> _byTgid = [];
    private readonly List<VmBatchState> _inOrder = [];
    private VmBatchState? _last; // consecutive events mostly belong to one VM

    public IReadOnlyList<VmBatchState> All => _inOrder;

    /// <summary>The VM of a process, added if it is new. Null: there are <see cref="VmBatcher.MaxVms"/> others.</summary>
    public VmBatchState? Of(int tgid) => _last is { } last && last.Tgid == tgid ? last : Find(tgid);

    private VmBatchState? Find(int tgid)
    {
        if (!_byTgid.TryGetValue(tgid, out var vm) && _inOrder.Count < VmBatcher.MaxVms)
        {
            vm = new VmBatchState(tgid, VmName.Clean(nameOf?.Invoke(tgid)));
            _byTgid.Add(tgid, vm);
            _inOrder.Add(vm);
        }
        if (vm is not null)
            _last = vm;
        return vm;
    }
}
