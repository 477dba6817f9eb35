using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class GraphTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private readonly Committed _committed = new();
    private readonly InputLog _log = Recording.Publish(Recording.Read("small.perf.data"), maxEvents: 50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_released_partition_is_committed_and_adopted_again_with_the_same_state()
    {
        var whole = await GraphDriver.RunAsync(_log);
        await using var driver = new GraphDriver(_committed);
        await driver.AdoptAsync(0);
        foreach (var record in _log.Records)
        {
            Assert.True(await driver.SendAsync([record]));
            Assert.True(await driver.ReleaseAsync(0));
            Assert.Equal(record.Offset + 1, _committed.Offsets[0]);
            await driver.AdoptAsync(0);
        }
        Assert.Equal(whole.Total, _committed.Total);
        Assert.Equal(whole.GangExits, _committed.GangExits);
    }

    [Fact]
    public async Task Records_of_a_partition_that_is_not_ours_are_left_to_its_owner()
    {
        await using var driver = new GraphDriver(_committed);
        await driver.SendAsync(_log.Records);
        await driver.Graph.CompleteAsync();
        Assert.Empty(_committed.Offsets);
        Assert.Empty(_committed.Records);
    }

    [Fact]
    public async Task An_epoch_ends_by_itself_when_its_time_has_come()
    {
        await using var driver = new GraphDriver(_committed);
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records.Take(1));
        await driver.PassAsync(TimeSpan.Zero);
        var epochs = _committed.Epochs;
        await driver.SendAsync(_log.Records.Skip(1).Take(1));
        driver.Time.Advance(driver.Options.CommitInterval);
        await driver.Graph.SendAsync(driver.Graph.Rent());
        await Until(() => _committed.Epochs == epochs + 1);
        Assert.Equal(2, _committed.Offsets[0]);
    }

    [Fact]
    public async Task An_epoch_grows_while_the_one_before_is_being_committed()
    {
        const TaskCreationOptions Elsewhere = TaskCreationOptions.RunContinuationsAsynchronously; // else the test runs in the committer
        var (entered, settled) = (new TaskCompletionSource(Elsewhere), new TaskCompletionSource(Elsewhere));
        _committed.Before = cancel =>
        {
            entered.TrySetResult();
            return settled.Task.WaitAsync(cancel);
        };
        await using var driver = new GraphDriver(_committed);
        await driver.AdoptAsync(0);
        foreach (var record in _log.Records.Take(4))
        {
            await driver.SendAsync([record]);
            driver.Time.Advance(driver.Options.CommitInterval);
            await driver.Graph.SendAsync(driver.Graph.Rent());
            await entered.Task.WaitAsync(Deadline, Token);
        }
        await driver.TakenAsync(); // else what comes late would be an epoch of its own
        settled.SetResult();
        await driver.FlushAsync();
        Assert.Equal(2, _committed.Epochs);
        Assert.Equal(4, _committed.Offsets[0]);
    }

    [Fact]
    public async Task Full_parts_are_written_while_the_epoch_goes_on_and_seen_when_it_is_committed()
    {
        var whole = await GraphDriver.RunAsync(_log);
        await using var driver = new GraphDriver(_committed, new ProcessorOptions { PartBytes = 1 });
        await driver.AdoptAsync(0);
        foreach (var record in _log.Records)
            await driver.SendAsync([record]);
        await Until(() => _committed.Parts > 1);
        Assert.Empty(_committed.Records);
        Assert.True(await driver.FlushAsync());
        Assert.Equal(1, _committed.Epochs);
        Assert.Equal(whole.GangExits, _committed.GangExits);
    }

    [Fact]
    public async Task An_epoch_ends_in_time_although_nobody_reads()
    {
        await using var driver = new GraphDriver(_committed, new ProcessorOptions { PartBytes = 1 });
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records.Take(RecordChunk.MaxRecords)); // one chunk: what follows finds all of it taken
        await Until(() => _committed.Parts > 0);
        driver.Time.Advance(driver.Options.CommitInterval);
        await Until(() => _committed.Epochs == 1);
        Assert.Equal(RecordChunk.MaxRecords, _committed.Offsets[0]);
    }

    [Fact]
    public async Task An_aborted_commit_fails_the_graph_with_its_reason()
    {
        _committed.Before = static _ => throw new InvalidOperationException("aborted");
        await using var driver = new GraphDriver(_committed);
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records.Take(1));
        Assert.False(await driver.FlushAsync());
        Assert.False(await driver.Graph.SendAsync(driver.Graph.Rent()));
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => driver.Graph.Completion.WaitAsync(Deadline, Token));
        Assert.Equal("aborted", e.Message);
        Assert.Same(e, await Assert.ThrowsAsync<InvalidOperationException>(() => driver.Graph.CompleteAsync().WaitAsync(Deadline, Token)));
        Assert.Empty(_committed.Records);
    }

    [Fact]
    public async Task CompleteAsync_throws_what_made_the_last_commit_fail()
    {
        _committed.Before = static _ => throw new InvalidOperationException("aborted");
        await using var driver = new GraphDriver(_committed);
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records);
        await Assert.ThrowsAsync<InvalidOperationException>(() => driver.Graph.CompleteAsync().WaitAsync(Deadline, Token));
    }

    [Fact]
    public async Task A_graph_whose_commit_hangs_is_disposed_of_all_the_same()
    {
        _committed.Before = static cancel => Task.Delay(Timeout.Infinite, cancel);
        var driver = new GraphDriver(_committed, new ProcessorOptions { MaxEpochBytes = 1 });
        await driver.AdoptAsync(0);
        foreach (var record in _log.Records.Take(6))
            await driver.SendAsync([record]);
        await driver.DisposeAsync().AsTask().WaitAsync(Deadline, Token);
        await driver.DisposeAsync();
        Assert.False(await driver.Graph.SendAsync(driver.Graph.Rent()));
        Assert.Empty(_committed.Records);
    }

    [Fact]
    public async Task Every_epoch_has_the_partitions_own_record()
    {
        await using var driver = new GraphDriver(_committed);
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records);
        await driver.FlushAsync();
        Assert.Contains("//0", _committed.Latest(OutputTopic.State).Keys);
    }

    private static async Task Until(Func<bool> condition)
    {
        var until = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < until, "it never came");
            await Task.Yield();
        }
    }
}
