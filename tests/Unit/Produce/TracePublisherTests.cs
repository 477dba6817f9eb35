using System.Text;
using GangExitStream.Producer;
using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class TracePublisherTests
{
    private static readonly string Sample = RepoFiles.Trace("power8-2vm-smt2.perf.data");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("samples/power8-smt4.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    [InlineData("lost.perf.data")]
    [InlineData("pipe.perf.data")]
    [InlineData("power8-smt4.ftrace.txt")]
    public async Task Everything_in_the_trace_is_published_in_order_and_every_vm_is_ended(string name)
    {
        var publisher = new RecordingPublisher();
        var result = await Publish(publisher, RepoFiles.Trace(name));
        var read = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace(name)));
        var expected = BatchModel.ItemsOf(read.Events);
        Assert.Equal(PublishEnd.Done, result.End);
        BatchModel.AssertSame(expected, BatchModel.Join(publisher.Batches));
        Assert.Equal(expected.Keys.Order(), publisher.Batches.Where(b => b.Header.EndOfSource).Select(b => b.Header.Tgid).Order());
        Assert.Equal(read.Events.Count(e => e.Tgid == KvmEvent.Unknown && e.Kind != KvmEventKind.Lost), result.Unattributed);
        Assert.Equal((read.Summary.Events, read.Summary.Lost), (result.Summary!.Events, result.Summary.Lost));
    }

    [Fact]
    public async Task A_publisher_without_room_is_waited_for()
    {
        var publisher = new RecordingPublisher(room: 2);
        var publishing = Publish(publisher, Sample);
        await publisher.UntilAsync(2, Stop);
        Assert.False(publishing.IsCompleted);
        publisher.MakeRoom(int.MaxValue / 2);
        Assert.Equal((PublishEnd.Done, 0L), ((await publishing).End, (await publishing).Dropped));
        BatchModel.AssertSame(BatchModel.ItemsOf(TraceReading.ReadAll(TraceFile.Open(Sample)).Events), BatchModel.Join(publisher.Batches));
    }

    [Fact]
    public async Task A_source_that_must_not_wait_drops_the_oldest_and_the_stream_says_how_many()
    {
        var publisher = new RecordingPublisher(room: 2);
        var options = new PublishOptions { DropOldest = true, Limits = new BatchLimits { MaxEvents = 64, MaxBatchesHeld = 8 } };
        var publishing = Publish(publisher, Sample, options);
        await publisher.UntilAsync(2, Stop);
        await publisher.WaitedFor.WaitAsync(Stop); // it is through with the trace, but for the last batches
        publisher.MakeRoom(int.MaxValue / 2);
        var result = await publishing;
        var all = BatchModel.ItemsOf(TraceReading.ReadAll(TraceFile.Open(Sample)).Events).Values.Sum(items => items.Count);
        var items = BatchModel.Join(publisher.Batches).Values.SelectMany(list => list).ToList();
        Assert.True(result.Dropped > 0);
        Assert.Equal(result.Dropped, items.Where(e => e.Kind == KvmEventKind.Lost).Sum(e => e.LostCount));
        Assert.Equal(all - result.Dropped, items.Count(e => e.Kind != KvmEventKind.Lost));
    }

    [Fact]
    public async Task An_interrupted_trace_is_published_as_far_as_it_was_read_and_not_ended()
    {
        using var interrupt = new CancellationTokenSource();
        var publisher = new RecordingPublisher(room: 3);
        var publishing = new TracePublisher(publisher, new PublishOptions(), TimeProvider.System).PublishAsync(() => Open(Sample), interrupt.Token);
        await publisher.UntilAsync(3, Stop);
        await interrupt.CancelAsync();
        publisher.MakeRoom(int.MaxValue / 2);
        Assert.Equal(PublishEnd.Interrupted, (await publishing).End);
        AssertPrefix(publisher);
    }

    [Fact]
    public async Task An_interrupted_trace_gives_up_when_nobody_takes_what_was_read()
    {
        using var interrupt = new CancellationTokenSource();
        var publisher = new RecordingPublisher(room: 3);
        var options = new PublishOptions { FlushTimeout = TimeSpan.FromMilliseconds(50) };
        var publishing = new TracePublisher(publisher, options, TimeProvider.System).PublishAsync(() => Open(Sample), interrupt.Token);
        await publisher.UntilAsync(3, Stop);
        await interrupt.CancelAsync();
        Assert.Equal(PublishEnd.Interrupted, (await publishing.WaitAsync(TimeSpan.FromMinutes(3), Stop)).End);
        AssertPrefix(publisher);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_delivered_ends_it()
    {
        var publisher = new RecordingPublisher(room: 3);
        var publishing = Publish(publisher, Sample);
        await publisher.UntilAsync(3, Stop);
        publisher.Fail("the record is too large");
        Assert.Equal(PublishEnd.NotDelivered, (await publishing).End);
        Assert.DoesNotContain(publisher.Batches, batch => batch.Header.EndOfSource);
    }

    [Fact]
    public async Task An_unreadable_trace_gets_no_end_of_source()
    {
        var publisher = new RecordingPublisher();
        Assert.Equal(PublishEnd.Unreadable, (await Publish(publisher, "/no/such/file")).End);
        Assert.Empty(publisher.Batches);
    }

    [Fact]
    public async Task Events_of_a_silent_pipe_are_published_after_the_linger()
    {
        var text = await File.ReadAllTextAsync(RepoFiles.Trace("tiny.ftrace.txt"), Stop);
        var half = text.IndexOf('\n', text.Length / 2) + 1;
        using var pipe = new PieceStream(Encoding.UTF8.GetBytes(text), 4096, silentAt: half);
        var publisher = new RecordingPublisher();
        var publishing = Publish(publisher, () => OpenTrace.OfStream(pipe, TraceOptions.Default));
        await publisher.UntilAsync(1, Stop);
        Assert.False(publishing.IsCompleted);
        Assert.All(publisher.Batches, batch => Assert.False(batch.Header.EndOfSource));
        pipe.GoOn();
        await publishing;
        var read = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace("tiny.ftrace.txt")));
        BatchModel.AssertSame(BatchModel.ItemsOf(read.Events), BatchModel.Join(publisher.Batches));
    }

    [Fact]
    public async Task Nothing_that_came_from_a_pipe_is_missing_when_it_is_stopped_while_it_waits_for_room()
    {
        var path = RepoFiles.Trace("tiny.ftrace.txt");
        var text = await File.ReadAllTextAsync(path, Stop);
        using var pipe = new PieceStream(Encoding.UTF8.GetBytes(text), 4096, silentAt: text.IndexOf('\n', text.IndexOf("where=1", StringComparison.Ordinal)) + 1);
        using var interrupt = new CancellationTokenSource();
        var (publisher, time, options) = (new RecordingPublisher(room: 0), new WatchedTime(), new PublishOptions());
        var publishing = new TracePublisher(publisher, options, time).PublishAsync(() => OpenTrace.OfStream(pipe, TraceOptions.Default), interrupt.Token);
        await time.Delayed.WaitAsync(Stop); // the first few events linger in a batch, and it waits for more
        time.Advance(options.Linger);
        await publisher.WaitedFor.WaitAsync(Stop); // their batch waits for room
        pipe.GoOn();
        await pipe.Closed.WaitAsync(Stop); // the rest has been read, and waits in chunks
        await interrupt.CancelAsync();
        publisher.MakeRoom(int.MaxValue / 2);
        Assert.Equal(PublishEnd.Interrupted, (await publishing).End);
        BatchModel.AssertSame(BatchModel.ItemsOf(TraceReading.ReadAll(TraceFile.Open(path)).Events), BatchModel.Join(publisher.Batches));
    }

    [Fact]
    public async Task Replayed_at_its_own_speed_a_trace_takes_as_long_as_its_recording_and_yields_the_same()
    {
        var path = RepoFiles.Trace("small.perf.data");
        var read = TraceReading.ReadAll(TraceFile.Open(path));
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var publisher = new RecordingPublisher();
        var start = time.GetUtcNow();
        var options = new PublishOptions { Speed = ReplaySpeed.Times(1) };
        var publishing = new TracePublisher(publisher, options, time).PublishAsync(() => Open(path), Stop);
        while (!publishing.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }
        await publishing;
        var recorded = TimeSpan.FromMicroseconds((read.Events[^1].TimeNs - read.Events[0].TimeNs) / 1000);
        Assert.True(time.GetUtcNow() - start >= recorded, "faster than it was recorded");
        Assert.True(publisher.Batches.Count > 10, "nothing lingered");
        BatchModel.AssertSame(BatchModel.ItemsOf(read.Events), BatchModel.Join(publisher.Batches));
    }

    private static void AssertPrefix(RecordingPublisher publisher)
    {
        var expected = BatchModel.ItemsOf(TraceReading.ReadAll(TraceFile.Open(Sample)).Events);
        Assert.DoesNotContain(publisher.Batches, batch => batch.Header.EndOfSource);
        foreach (var (tgid, items) in BatchModel.Join(publisher.Batches))
            Assert.Equal(expected[tgid].Take(items.Count), items);
    }

    private static Task<PublishResult> Publish(RecordingPublisher publisher, string path, PublishOptions? options = null) =>
        Publish(publisher, () => Open(path), options);

    private static Task<PublishResult> Publish(RecordingPublisher publisher, Func<OpenTrace> open, PublishOptions? options = null) =>
        new TracePublisher(publisher, options ?? new PublishOptions(), TimeProvider.System).PublishAsync(open, Stop);

    private static OpenTrace Open(string path) => OpenTrace.OfPath(path, TraceOptions.Default);

    /// <summary>A clock that reports when a wait with it begins.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _delayed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Delayed => _delayed.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _delayed.TrySetResult();
            return timer;
        }
    }
}
