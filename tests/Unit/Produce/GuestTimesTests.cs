using GangExitStream.Producer;
using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Feeding;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Produce;

/// <summary>The guest_ns of published guest exits.</summary>
public sealed class GuestTimesTests
{
    private const int Vm = 70;

    private static readonly TraceOptions WithEnters = TraceOptions.Default with { WithEntries = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guest_exits_have_the_times_that_the_events_text_yields()
    {
        var expected = await GuestEnterText.ExitsAsync(Stop);

        var batches = await PublishAsync(() => OpenTrace.OfPath(Recordings.PathOf(GuestEnterText.Recording), WithEnters));

        GuestEnterText.AssertSame(expected, batches.SelectMany(batch => batch.Events.Select((e, i) => (e, Time(batch, i)))));
        Assert.Equal((6321, 26), (expected.Values.Sum(exits => exits.Count), expected.Values.Sum(exits => exits.Count(us => us is null)))); // as counted in the text
    }

    [Fact]
    public async Task All_else_is_as_without_the_optional_events()
    {
        var path = Recordings.PathOf(GuestEnterText.Recording);

        var with = await PublishAsync(() => OpenTrace.OfPath(path, WithEnters));
        var without = await PublishAsync(() => OpenTrace.OfPath(path, TraceOptions.Default));

        Assert.Equal(without.Select(batch => batch.Header), with.Select(batch => batch.Header));
        BatchModel.AssertSame(BatchModel.Join(without), BatchModel.Join(with));
        Assert.All(without, batch => Assert.Empty(batch.GuestNs));
    }

    [Fact]
    public async Task A_stream_that_begins_with_an_optional_event_keeps_its_name()
    {
        var bytes = await File.ReadAllBytesAsync(Recordings.PathOf(GuestEnterText.Recording), Stop);
        Assert.Equal(KvmEventKind.GuestEnter, TraceReading.ReadAll(bytes, WithEnters).Events[0].Kind);

        var with = await PublishAsync(() => OpenTrace.OfStream(new UnseekableStream(bytes), WithEnters));
        var without = await PublishAsync(() => OpenTrace.OfStream(new UnseekableStream(bytes), TraceOptions.Default));

        Assert.Equal(without[0].Header.Source, with[0].Header.Source);
    }

    [Fact]
    public async Task Chunks_of_optional_events_only_do_not_end_the_recording()
    {
        var enters = Enumerable.Range(0, 3 * EventChunk.Capacity).Select(i => KvmEvent.GuestEnter(i, 0, Vm, 1, i % 4));

        var batches = await PublishAsync(() => OpenTrace.OfReader(new PartsReader([.. enters, Exit(20_000, 3)]), "s"));

        Assert.Equal([20_000 - (3 * EventChunk.Capacity) + 1], batches.SelectMany(batch => batch.GuestNs));
    }

    public static TheoryData<string, KvmEvent[], long[]> Rules => new()
    {
        { "the last enter counts", [Enter(1, 0), Enter(5, 0), Exit(7, 0)], [2] },
        { "an exit without an enter of its own has none", [Enter(1, 0), Exit(7, 0), Exit(9, 0)], [6, -1] },
        { "each vcpu has its own", [Enter(1, 0), Enter(2, 1), Exit(7, 1), Exit(9, 0)], [5, 8] },
        { "each VM has its own", [Enter(1, 0), KvmEvent.GuestEnter(2, 0, 71, 1, 0), Exit(7, 0)], [6] },
        { "run_cores have none", [Enter(1, 0), KvmEvent.Enter(2, 0, Vm, 1, 0, 1), Exit(7, 0), KvmEvent.Exit(8, 0, Vm, 1, 0, 1)], [-1, 6, -1] },
        { "an enter before a loss does not count, on whichever CPU it is", [Exit(0, 0), Enter(1, 0), KvmEvent.Lost(3, 9, 1), Exit(7, 0), Enter(8, 0), Exit(9, 0)], [-1, -1, -1, 1] },
        { "a clock that goes back gives none", [Enter(5, 0), Exit(4, 0)], [-1] },
        { "at the same time it is 0", [Enter(5, 0), Exit(5, 0)], [0] },
        { "hcalls and blocked vcores change nothing", [Enter(1, 0), KvmEvent.Hcall(2, 0, Vm, 1, 0, 4), KvmEvent.Blocked(3, 0, Vm, 1, 0, 1), Exit(7, 0)], [6] },
        { "an unknown process has none", [KvmEvent.GuestEnter(1, 0, KvmEvent.Unknown, 1, 0), KvmEvent.GuestExit(2, 0, KvmEvent.Unknown, 1, 0, 0x500, 0)], [-1] },
    };

    [Theory, MemberData(nameof(Rules))]
    public void Times_follow_the_rules(string rule, KvmEvent[] events, long[] expected)
    {
        var (times, guestNs) = (new GuestTimes(new HcallCounts()), new long[events.Length]);
        var kept = times.Take(events, guestNs, out var any);
        Assert.Equal(expected, guestNs[..kept]);
        Assert.Equal(expected.Any(ns => ns >= 0), any);
        Assert.True(rule.Length > 0 && events[..kept].All(e => e.Kind <= KvmEventKind.Lost));
    }

    [Fact]
    public void Only_batches_with_a_time_have_times_and_a_reused_array_has_none_left()
    {
        var batcher = new VmBatcher(new SourceIdentity("h", "s"), new BatchLimits { MaxEvents = 2, MaxBatchesHeld = 1 });
        var batches = new List<SeenBatch>();
        foreach (var guestNs in new long[][] { [], [-1, -1], [-1, 5], [], [7, -1], [-1, -1] })
        {
            Assert.Equal(2, batcher.Add([Exit(1, 0), Exit(2, 0)], guestNs, 0));
            batcher.TakeAll(batches);
        }
        Assert.Equal([[], [], [-1, 5], [], [7, -1], []], batches.Select(batch => batch.GuestNs));
    }

    [Fact]
    public void A_loss_within_and_dropped_batches_before_keep_each_time_at_its_event()
    {
        var batcher = new VmBatcher(new SourceIdentity("h", "s"), new BatchLimits { MaxEvents = 6, MayDrop = true });
        var batches = new List<SeenBatch>();
        batcher.Add([Exit(1, 0), Exit(2, 0), Exit(3, 0), Exit(4, 0), Exit(5, 0)], [1, 2, 3, 4, 5], 0);
        batcher.DropOldest();
        batcher.Add([Exit(6, 0), KvmEvent.Lost(7, 0, 9), Exit(8, 0)], [6, -1, 8], 0);
        batcher.Finish();
        batcher.TakeAll(batches);
        var batch = Assert.Single(batches);
        Assert.Equal([KvmEventKind.Lost, KvmEventKind.GuestExit, KvmEventKind.Lost, KvmEventKind.GuestExit], batch.Events.Select(e => e.Kind));
        Assert.Equal([-1, 6, -1, 8], batch.GuestNs);
    }

    [Fact]
    public void Neither_events_with_times_nor_without_allocate()
    {
        KvmEvent[] events = [.. Enumerable.Range(0, 4096).Select(i => i % 2 == 0 ? Enter(i, i % 8) : Exit(i, (i - 1) % 8))];
        KvmEvent[] plain = [.. events.Where(e => e.Kind == KvmEventKind.GuestExit)];
        var (times, guestNs, copy) = (new GuestTimes(new HcallCounts()), new long[4096], new KvmEvent[4096]);
        Assert.Equal(0, Allocations.Of(() =>
        {
            events.CopyTo(copy, 0);
            Assert.True(times.Take(copy, guestNs, out _) == 2048 && guestNs[0] == 1);
            Assert.False(times.Concern(plain));
        }));
    }

    private static async Task<IReadOnlyList<SeenBatch>> PublishAsync(Func<OpenTrace> open)
    {
        var publisher = new RecordingPublisher();
        var result = await new TracePublisher(publisher, new PublishOptions(), TimeProvider.System).PublishAsync(open, Stop);
        Assert.Equal(PublishEnd.Done, result.End);
        return publisher.Batches;
    }

    private static long? Time(SeenBatch batch, int i) => batch.GuestNs.Length == 0 || batch.GuestNs[i] < 0 ? null : batch.GuestNs[i];

    private static KvmEvent Enter(long timeNs, int vcpu) => KvmEvent.GuestEnter(timeNs, 0, Vm, 1, vcpu);

    private static KvmEvent Exit(long timeNs, int vcpu) => KvmEvent.GuestExit(timeNs, 0, Vm, 1, vcpu, 0x500, 0);
}
