using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>The VM's name in batches, gang exits and counts.</summary>
public sealed class VmNameTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public async Task A_batchs_name_is_in_its_gang_exits_and_its_window()
    {
        var committed = await GraphDriver.RunAsync(Log(("db-1", 1)));
        Assert.Equal("db-1", Assert.Single(committed.GangExits).Vm);
        Assert.Equal("db-1", Assert.Single(committed.Windows).Vm);
    }

    [Fact]
    public async Task The_latest_name_is_used_and_a_missing_name_changes_nothing()
    {
        var committed = await GraphDriver.RunAsync(Log((null, 1), ("a", 2), (null, 3), ("b", 14)));
        Assert.Equal([null, "a", "a", "b"], committed.GangExits.Select(exit => exit.Vm));
        Assert.Equal([(0, "b"), (10 * Second, "b")], committed.Windows.Select(window => (window.WindowStartNs, window.Vm)));
    }

    [Fact]
    public async Task A_batch_that_was_seen_before_names_nothing()
    {
        var log = Log(("a", 1));
        var (batch, events) = Batch(0, "b", 1);
        var committed = await GraphDriver.RunAsync(log.Add(batch, events));
        Assert.Equal("a", Assert.Single(committed.Windows).Vm);
    }

    [Fact]
    public async Task A_new_owner_restores_the_name()
    {
        var (committed, log) = (new Committed(), Log(("a", 1), (null, 2)));
        for (var i = 0; i < log.Records.Count; i++)
        {
            await using var owner = new GraphDriver(committed);
            await owner.AdoptAsync(0);
            await owner.SendAsync([log.Records[i]]);
            await owner.ReleaseAsync(0);
        }
        Assert.Equal(["a", "a"], committed.GangExits.Select(exit => exit.Vm));
    }

    [Fact]
    public async Task A_foreign_producers_name_is_short_and_one_line()
    {
        var committed = await GraphDriver.RunAsync(Log(("\u001b]0;x\n" + new string('y', 60_000), 1)));
        var name = committed.Windows[0].Vm!;
        Assert.StartsWith("\ufffd]0;x\ufffdyy", name, StringComparison.Ordinal);
        Assert.True(name.Length <= VmName.MaxBytes);
        Assert.Equal(name, committed.GangExits[0].Vm);
    }

    private static InputLog Log(params (string? Name, long AtSecond)[] batches)
    {
        var (log, sequence) = (new InputLog(), 0L);
        foreach (var (name, at) in batches)
        {
            var (batch, events) = Batch(sequence, name, at);
            log.Add(batch, events);
            sequence += events.Length;
        }
        return log;
    }

    private static (Schemas.Records.KvmHvEventBatch, KvmEvent[]) Batch(long sequence, string? name, long atSecond)
    {
        KvmEvent[] events = [KvmEvent.Enter(atSecond * Second, 0, 287, 6, 0, 3), KvmEvent.Exit((atSecond * Second) + 1, 0, 287, 6, 0, 3)];
        return (InputLog.BatchOf(sequence, events) with { Vm = name }, events);
    }
}
