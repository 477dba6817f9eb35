using GangExitStream.Detection;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Detect;

public sealed class TraceDetectorTests
{
    private readonly TraceDetector _detector = new();

    [Fact]
    public void VMs_come_in_the_order_of_their_first_Enter()
    {
        Process(new Trace { Tgid = 3 }.Exit(2).Events);
        Process(new Trace { Tgid = 4 }.Exit(2).Events);
        Process(new Trace { Tgid = 2 }.Enter(2).Events);
        Process(new Trace { Tgid = 3 }.Enter(2).Events);
        Process(new Trace { Tgid = 9 }.Out(0, 0x500).Events);
        Assert.Equal([2, 3, 4], _detector.Vms.Select(vm => vm.Tgid));
    }

    [Fact]
    public void Early_guest_exits_are_the_VMs_orphans_once_it_runs()
    {
        Process(new Trace().Out(0, 0x500).Out(1, 0x500).Events);
        Assert.Equal((0, 2L), (_detector.Vms.Count, _detector.UnattributedExits));
        Process(new Trace().Enter(1).Events);
        Assert.Equal((2L, 0L), (Assert.Single(_detector.Vms).Tally.OrphanExits, _detector.UnattributedExits));
    }

    [Fact]
    public void A_loss_is_counted_for_the_VMs_seen_so_far()
    {
        Process(new Trace { Tgid = 1 }.Enter(2).Lost(7, 10).Events);
        Process(new Trace { Tgid = 2 }.Enter(2).Lost(7, 5).Events);
        Assert.Equal([15L, 5L], _detector.Vms.Select(vm => vm.Tally.Lost));
    }

    [Fact]
    public void More_processes_than_the_limit_are_refused_and_counted()
    {
        for (var tgid = 0; tgid < TraceDetector.MaxVms; tgid++)
            Process(new Trace { Tgid = tgid, Tid = tgid }.Enter(2).Events);
        Process(new Trace { Tgid = -7 }.Enter(2).Out(0, 0x500).Exit(2).Events);
        Assert.Equal((TraceDetector.MaxVms, 1L, 2L), (_detector.Vms.Count, _detector.UnattributedExits, _detector.RefusedRunCores));
    }

    [Fact]
    public void The_end_leaves_no_run_open()
    {
        Process([.. new Trace { Tgid = 1 }.Enter(2).Events, .. new Trace { Tgid = 2 }.Enter(2).Events]);
        _detector.Finish();
        Assert.All(_detector.Vms, vm => Assert.Equal((0, 1L), (vm.OpenRuns, vm.Tally.UnfinishedRuns)));
    }

    [Fact]
    public void Steady_traffic_allocates_nothing()
    {
        var events = Fleet(vms: 20, vcores: 4);
        Process(events);
        Assert.Equal(0, Allocations.Of(() => Process(events)));
    }

    private void Process(KvmEvent[] events)
    {
        var sink = default(NullSink);
        _detector.Process<NullSink>(events, ref sink);
    }

    private static KvmEvent[] Fleet(int vms, int vcores) =>
    [
        .. from vm in Enumerable.Range(0, vms)
           from vcore in Enumerable.Range(0, vcores)
           from e in new Trace { Tgid = 1000 + (vm * 10), Tid = 1000 + (vm * 10) + vcore }.Enter(4).Out(0, 0x500).Out(1, 0xc00, 1).Lost(0).Exit(3).Exit(1).Events
           select e,
    ];
}
