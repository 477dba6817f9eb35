using GangExitStream.Detection;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class SequenceTests
{
    private static readonly KvmEvent[] Runs =
    [
        KvmEvent.Enter(1, 0, 287, 289, 0, 4), KvmEvent.GuestExit(2, 0, 287, 289, 0, 0x500, 0), KvmEvent.Exit(3, 0, 287, 289, 0, 4),
        KvmEvent.Enter(4, 0, 287, 289, 0, 4), KvmEvent.GuestExit(5, 0, 287, 289, 1, 0x500, 1), KvmEvent.Exit(6, 0, 287, 289, 0, 4),
    ];

    [Fact]
    public async Task Overlaps_are_dropped_event_by_event()
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(0, Runs[..4]).Add(2, Runs[2..]).Add(0, Runs).Add(1, Runs[1..3]));
        Assert.Equal([2L, 5L], committed.GangExits.Select(exit => exit.Sequence));
        Assert.Equal((2L, 0L, 0L), (committed.Total.Runs, committed.Total.OrphanExits, committed.Total.Lost));
    }

    [Fact]
    public async Task A_gap_is_a_loss_and_the_open_run_is_uncertain()
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(0, Runs[..1]).Add(2, Runs[2..]));
        Assert.Equal([true, false], committed.GangExits.Select(exit => exit.Uncertain));
        Assert.Equal((1L, 1L), (committed.Total.UncertainRuns, committed.Total.Lost));
    }

    [Fact]
    public async Task Items_missing_before_the_first_batch_are_a_gap()
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(100, Runs));
        Assert.Equal((2L, 100L, 0L), (committed.Total.Runs, committed.Total.Lost, committed.Total.UncertainRuns));
    }

    [Fact]
    public async Task The_same_VM_of_another_source_is_another_VM()
    {
        var batch = InputLog.BatchOf(0, Runs);
        var committed = await GraphDriver.RunAsync(new InputLog().Add(batch, Runs).Add(batch with { Source = "t" }, Runs));
        Assert.Equal(["s", "s", "t", "t"], committed.GangExits.Select(exit => exit.Source));
    }
}
