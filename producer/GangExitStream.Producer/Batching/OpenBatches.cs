namespace GangExitStream.Producer.Batching;

/// <summary>The VMs with an open batch, ordered by the age of the batch: an intrusive linked list through <see cref="VmBatchState"/>.</summary>
internal sealed class OpenBatches
{
    private VmBatchState? _newest;

    public VmBatchState? Oldest { get; private set; }

    public void Add(VmBatchState vm)
    {
        (vm.Older, vm.Newer) = (_newest, null);
        if (_newest is null)
            Oldest = vm;
        else
            _newest.Newer = vm;
        _newest = vm;
    }

    public void Remove(VmBatchState vm)
    {
        if (vm.Older is null)
            Oldest = vm.Newer;
        else
            vm.Older.Newer = vm.Newer;
        if (vm.Newer is null)
            _newest = vm.Older;
        else
            vm.Newer.Older = vm.Older;
        (vm.Older, vm.Newer) = (null, null);
    }
}
