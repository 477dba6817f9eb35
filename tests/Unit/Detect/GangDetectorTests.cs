using GangExitStream.Detection;

namespace GangExitStream.Tests.Unit.Detect;

public sealed class GangDetectorTests
{
    [Theory]
    [InlineData(4, 0, true, 3)]
    [InlineData(4, 2, true, 1)]
    [InlineData(4, 3, false, 0)]
    [InlineData(1, 0, false, 0)]
    [InlineData(0, 4, false, 0)]
    [InlineData(-3, 0, false, 0)]
    [InlineData(int.MaxValue, 0, true, int.MaxValue - 1)]
    [InlineData(int.MinValue, 255, false, 0)]
    public void A_gang_exit_has_more_than_one_thread_that_had_not_ceded(int runnable, byte ceded, bool gangExit, int forced)
    {
        var run = OneVm.Run(new Trace().Enter(4).Out(0, 0x500, ceded).Exit(runnable));
        Assert.Equal((gangExit, gangExit, forced, forced), (run.GangExit, run.GangExitPerTgid, run.Forced, run.ForcedPerTgid));
    }

    [Fact]
    public void A_run_knows_where_and_when_it_was()
    {
        var run = OneVm.Run(new Trace().Enter(2, 8).Out(8, 0x500).Add(KvmEvent.Exit(7, 3, 287, 289, 9, 5)));
        Assert.Equal((287, 289, 9, 3, 5), (run.Tgid, run.RunnerTid, run.RunnerVcpu, run.Cpu, run.NRunnable));
        Assert.Equal((0L, 7L, 7L, true), (run.EnterNs, run.ExitNs, run.RunTimeNs, run.HasEnter));
    }

    [Theory]
    [InlineData(100, 40)]
    [InlineData(long.MaxValue, long.MinValue + 1)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void A_run_that_ends_before_it_begins_has_no_run_time(long enter, long exit)
    {
        var trace = new Trace().Add(KvmEvent.Enter(enter, 0, 287, 289, 0, 2)).Add(KvmEvent.Exit(exit, 0, 287, 289, 0, 2));
        Assert.Equal(0, OneVm.Run(trace).RunTimeNs);
    }

    [Fact]
    public void An_orphan_exit_is_told_but_is_no_run()
    {
        var vm = new VmState(287);
        var run = Assert.Single(OneVm.Runs(vm, new Trace().Exit(4)));
        Assert.Equal((false, false, false), (run.HasEnter, run.GangExit, run.VerdictWithoutForeign));
        Assert.Equal((1L, true, false), (vm.Tally.OrphanExits, vm.HasRunCore, vm.HasEntered));
    }

    [Fact]
    public void Foreign_cedes_count_and_what_they_changed_can_be_told()
    {
        var run = OneVm.Run(new Trace().Enter(2).Out(0, 0x500).Out(8, 0xc00, 1).Out(9, 0xc00, 0).Exit(2));
        Assert.Equal((false, true), (run.GangExit, run.VerdictWithoutForeign));
        Assert.Equal((2, 1, 1), (run.ForeignExits, run.ForeignCeded, run.Ceded));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(KvmEvent.Unknown, true)]
    public void A_loss_touches_the_run_on_its_CPU(int cpu, bool uncertain) =>
        Assert.Equal(uncertain, OneVm.Run(new Trace().Enter(2).Lost(cpu).Exit(2)).Uncertain);

    [Theory]
    [InlineData(0, false)]
    [InlineData(5, true)]
    public void A_runs_CPU_is_where_its_last_guest_exit_was(int cpu, bool uncertain) =>
        Assert.Equal(uncertain, OneVm.Run(new Trace().Enter(2).Out(0, 0x500, cpu: 5).Lost(cpu).Exit(2)).Uncertain);

    [Fact]
    public void A_loss_between_two_runs_touches_neither()
    {
        var vm = new VmState(287);
        var runs = OneVm.Runs(vm, new Trace().Enter(2).Exit(2).Lost(0, 40).Enter(2).Exit(2));
        Assert.All(runs, run => Assert.False(run.Uncertain));
        Assert.Equal(40, vm.Tally.Lost);
    }

    [Fact]
    public void Cedes_beyond_an_int_stay_at_its_end()
    {
        var vm = new VmState(287);
        vm.Restore(true, true, 0, default, [new RunnerState { Tid = 289, Open = true, Ceded = int.MaxValue - 3 }]);
        var run = Assert.Single(OneVm.Runs(vm, new Trace().Out(0, 0xc00, 255).Exit(int.MaxValue)));
        Assert.Equal((int.MaxValue, false), (run.Ceded, run.GangExit));
    }

    [Fact]
    public void Counts_add_runs_and_the_growth_of_the_tally()
    {
        var vm = new VmState(287);
        var sink = new TotalsSink();
        GangDetector.Process(vm, new Trace().Exit(2).Lost(3).Events, ref sink);
        var before = vm.Tally;
        GangDetector.Process(vm, new Trace().Enter(3).Out(0, 0x500).Out(8, 0xc00, 1).Lost(0, 6).Exit(3).Enter(1).Enter(1).Exit(1).Out(0, 0).Events, ref sink);
        var counts = default(RunCounts);
        foreach (var run in sink.Runs)
            counts.Add(run);
        counts.Add(before, vm.Tally);
        Assert.Equal(
            new RunCounts { Runs = 2, GangExits = 1, GangExitsPerTgid = 1, ForcedThreads = 1, Cedes = 1, RunTimeNs = 5, UncertainRuns = 1, OrphanExits = 1, UnfinishedRuns = 1, SplitCoreRuns = 1, Lost = 6, ForcedOutUntold = 1, GuestThreadNs = 4 },
            counts);
    }
}
