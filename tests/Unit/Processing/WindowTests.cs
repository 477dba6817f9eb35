using GangExitStream.Detection;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class WindowTests
{
    private const long Second = 1_000_000_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(31);

    [Theory]
    [InlineData(12 * Second, null, 10 * Second, ClockKind.Trace)]
    [InlineData(12 * Second, 9 * Second, 20 * Second, ClockKind.Wall)]
    [InlineData(-1, null, -10 * Second, ClockKind.Trace)]
    [InlineData(-10 * Second, null, -10 * Second, ClockKind.Trace)]
    [InlineData(5 * Second, -6 * Second, -10 * Second, ClockKind.Wall)]
    public async Task Windows_begin_at_multiples_of_their_length_on_the_clock_that_is_written(long time, long? wall, long start, ClockKind clock)
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(0, Run(time), end: true, wall));
        var window = Assert.Single(committed.Windows);
        Assert.Equal((start, start + 10 * Second, clock, true), (window.WindowStartNs, window.WindowEndNs, window.Clock, window.Final));
    }

    [Fact]
    public async Task A_window_is_cumulative_and_final_when_time_passes_it()
    {
        var committed = new Committed();
        await using var driver = new GraphDriver(committed);
        await driver.AdoptAsync(0);
        foreach (var (sequence, time) in new[] { (0L, 1L), (2L, 2L), (4L, 11L) })
        {
            await driver.SendAsync([new InputLog().Add(sequence, Run(time * Second)).Records[0]]);
            await driver.FlushAsync();
        }
        Assert.Equal([(0, 1, false), (0, 2, false), (0, 2, true), (10 * Second, 1, false)],
            committed.CountRecords.Select(count => (count.WindowStartNs, count.Counts.Runs, count.Final)));
    }

    [Fact]
    public async Task A_late_event_is_counted_in_the_open_window()
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(0, [.. Run(11 * Second), .. Run(1 * Second)]));
        Assert.Equal((10 * Second, 2L), (Assert.Single(committed.Windows).WindowStartNs, committed.Windows[0].Counts.Runs));
    }

    [Fact]
    public async Task An_idle_VMs_window_is_said_to_be_final_and_goes_on_when_more_comes()
    {
        var log = new InputLog().Add(0, Run(1)).Add(0, Run(1)).Add(2, Run(3));
        await using var driver = new GraphDriver(new Committed());
        await driver.AdoptAsync(0);
        await driver.SendAsync([log.Records[0]]);
        await driver.FlushAsync();
        Assert.False(driver.Committed.Windows[0].Final);
        await driver.PassAsync(Idle);
        Assert.True(driver.Committed.Windows[0].Final);
        await driver.SendAsync([log.Records[1]]);
        await driver.FlushAsync();
        Assert.True(driver.Committed.Windows[0].Final, "a repeat isn't news");
        await driver.SendAsync([log.Records[2]]);
        await driver.FlushAsync();
        Assert.Equal((2L, false), (driver.Committed.Windows[0].Counts.Runs, driver.Committed.Windows[0].Final));
    }

    [Fact]
    public async Task Records_written_without_input_are_committed_with_the_partitions_offset()
    {
        await using var driver = new GraphDriver(new Committed());
        await driver.AdoptAsync(0);
        await driver.SendAsync(new InputLog().Add(0, Run(1)).Records);
        await driver.FlushAsync();
        driver.Committed.Offsets.Clear();
        await driver.PassAsync(Idle);
        Assert.True(driver.Committed.Windows[0].Final);
        Assert.Equal(1, driver.Committed.Offsets[0]);
    }

    [Fact]
    public async Task A_year_old_trace_beside_a_live_one_has_windows_of_its_own_time_and_leaves_the_others_alone()
    {
        const long Live = 1_790_000_000 * Second, Year = 365L * 24 * 3600 * Second;
        var alone = await GraphDriver.RunAsync(Both(Live, old: null));
        var both = await GraphDriver.RunAsync(Both(Live, old: Live - Year));
        var (live, old) = (both.Windows.Where(w => w.Source == "s").ToList(), both.Windows.Where(w => w.Source == "old").ToList());
        Assert.Equal(alone.Windows.Select(w => (w.WindowStartNs, w.Counts, w.Final)), live.Select(w => (w.WindowStartNs, w.Counts, w.Final)));
        Assert.Equal(live.Select(w => (w.WindowStartNs - Year, w.Counts, w.Final)), old.Select(w => (w.WindowStartNs, w.Counts, w.Final)));
    }

    [Fact]
    public async Task Times_that_go_back_change_no_count_and_open_no_window_again()
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(0, [.. Run(5 * Second), .. Run(25 * Second), .. Run(3 * Second)], end: true));
        Assert.Equal([(0L, 1L), (20 * Second, 2L)], committed.Windows.Select(w => (w.WindowStartNs, w.Counts.Runs)));
        Assert.Equal([5 * Second, 25 * Second, 3 * Second], committed.GangExits.Select(e => e.ExitNs));
    }

    [Fact]
    public async Task A_source_that_goes_on_after_its_end_adds_to_its_last_window()
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(0, Run(1), end: true).Add(2, Run(3), end: true));
        Assert.Equal((2L, true), (Assert.Single(committed.Windows).Counts.Runs, committed.Windows[0].Final));
    }

    [Fact]
    public async Task State_is_tombstoned_after_its_retention()
    {
        await using var driver = new GraphDriver(new Committed());
        await driver.AdoptAsync(0);
        await driver.SendAsync(new InputLog().Add(0, Run(1), end: true).Records);
        await driver.FlushAsync();
        await driver.PassAsync(TimeSpan.FromDays(6));
        Assert.NotNull(driver.Committed.Latest(OutputTopic.State)["h/s/287"]);
        await driver.PassAsync(TimeSpan.FromDays(2));
        Assert.Null(driver.Committed.Latest(OutputTopic.State)["h/s/287"]);
        Assert.Equal(0, driver.Committed.Restore(0, driver.Options).Count);
    }

    [Fact]
    public async Task States_that_are_forgotten_together_go_in_parts_and_epochs_of_so_many_records_although_they_have_no_bytes()
    {
        const int Vms = 10, Most = 3;
        var log = new InputLog();
        for (var vm = 0; vm < Vms; vm++)
            log.Add(InputLog.BatchOf(0, Run(1), end: true, wall: null) with { Source = $"s{vm}" }, Run(1));
        await using var driver = new GraphDriver(new Committed(), new ProcessorOptions { PartRecords = Most });
        await driver.AdoptAsync(0);
        await driver.SendAsync(log.Records);
        await driver.FlushAsync();
        var (epochs, records) = (driver.Committed.Epochs, driver.Committed.Records.Count);
        await driver.PassAsync(TimeSpan.FromDays(8));
        for (var pass = 0; pass < Vms; pass++)
            await driver.PassAsync(TimeSpan.Zero);
        Assert.Equal(0, driver.Committed.Restore(0, driver.Options).Count);
        Assert.Equal(Vms, driver.Committed.Records.Skip(records).Count(record => record.Value is null));
        Assert.InRange(driver.Committed.Epochs - epochs, (Vms + Most - 1) / Most, int.MaxValue);
    }

    /// <summary>Two runs of a VM as it lives, and the same of another source, in between, as it was.</summary>
    private static InputLog Both(long live, long? old)
    {
        var log = new InputLog();
        for (var run = 0; run < 2; run++)
        {
            log.Add(2 * run, Run(run * 20 * Second), end: run == 1, wall: live);
            var batch = InputLog.BatchOf(2 * run, Run(run * 20 * Second), end: run == 1, wall: old) with { Source = "old" };
            if (old is not null)
                log.Add(batch, Run(run * 20 * Second));
        }
        return log;
    }

    private static KvmEvent[] Run(long time) => [KvmEvent.Enter(time, 0, 287, 289, 0, 4), KvmEvent.Exit(time, 0, 287, 289, 0, 4)];
}
