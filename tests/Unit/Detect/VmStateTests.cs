using GangExitStream.Detection;

namespace GangExitStream.Tests.Unit.Detect;

public sealed class VmStateTests
{
    [Fact]
    public void Many_runners_are_all_found_again()
    {
        var vm = new VmState(287);
        for (var tid = -500; tid < 1500; tid++)
            OneVm.Runs(vm, new Trace { Tid = tid * 4096 }.Enter(2));
        Assert.Equal((2000, 2000), (vm.OpenRuns, vm.Runners.Length));
        for (var tid = -500; tid < 1500; tid++)
            Assert.True(OneVm.Run(vm, new Trace { Tid = tid * 4096 }.Exit(2)).HasEnter);
        Assert.Equal((0, 0L), (vm.OpenRuns, vm.Tally.UnfinishedRuns));
    }

    [Fact]
    public void Too_many_runners_make_the_idle_ones_forgotten()
    {
        var vm = new VmState(287);
        OneVm.Runs(vm, new Trace { Tid = 0 }.Enter(2));
        for (var tid = 1; tid <= VmState.MaxRunners; tid++)
            OneVm.Runs(vm, new Trace { Tid = tid }.Enter(2).Exit(2));
        Assert.Equal(2, vm.Runners.Length);
        Assert.True(OneVm.Run(vm, new Trace { Tid = 0 }.Exit(2)).HasEnter);
    }

    [Fact]
    public void Too_many_open_runs_are_given_up_as_unfinished()
    {
        var vm = new VmState(287);
        for (var tid = 0; tid <= VmState.MaxRunners; tid++)
            OneVm.Runs(vm, new Trace { Tid = tid }.Enter(2));
        Assert.Equal((1, 1, (long)VmState.MaxRunners), (vm.OpenRuns, vm.Runners.Length, vm.Tally.UnfinishedRuns));
    }

    [Fact]
    public void The_end_of_the_source_closes_what_is_open_once()
    {
        var vm = new VmState(287);
        OneVm.Runs(vm, new Trace().Enter(2));
        vm.Finish();
        vm.Finish();
        Assert.Equal((0, 1L), (vm.OpenRuns, vm.Tally.UnfinishedRuns));
        Assert.False(OneVm.Run(vm, new Trace().Exit(2)).HasEnter);
    }

    [Fact]
    public void A_snapshot_with_a_thread_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() => new VmState(287).Restore(true, true, 0, default, [new() { Tid = 5 }, new() { Tid = 5 }]));

    [Fact]
    public void A_snapshot_with_too_many_runners_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new VmState(287).Restore(true, true, 0, default, new RunnerState[VmState.MaxRunners + 1]));
}
