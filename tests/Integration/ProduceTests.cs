using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Effects of produce's options on the records in the topic.</summary>
public sealed class ProduceTests(BrokerFixture broker)
{
    private const string Small = "small.perf.data";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_that_cannot_be_delivered_is_reported_and_fails_the_run()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await CreateAsync(kafka);
        var run = await ProduceAsync(kafka, Small, "-X", "message.max.bytes=1000");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"GX5031 {kafka.Topics.Events} [0]: a batch wasn't delivered: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("gangexit: produced only 0 of ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recordings_behind_each_other_are_sources_of_their_own_and_the_closing_line_counts_them()
    {
        broker.RequireReal();
        var (kafka, pipe) = (broker.NewOptions(), await File.ReadAllBytesAsync(RepoFiles.Trace("pipe.perf.data"), Cancel));
        await CreateAsync(kafka);
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("two.perf.data");
        await File.WriteAllBytesAsync(path, [.. pipe, .. pipe], Cancel);
        var run = await GangExit.RunAsync(kafka, ["produce", path, "--source", "s"]);
        Assert.Equal(ExitCode.Damaged, run.ExitCode); // the seam is a finding
        Assert.Contains("; verdicts gang_exits 2; 2 recordings, 1 of them behind another", run.Error, StringComparison.Ordinal);
        var items = EventItem.ReadAll(kafka).Items.OrderBy(item => item.Tgid).ThenBy(item => item.Sequence).ToLookup(item => item.Source, item => (item.Tgid, item.Sequence, item.Event));
        Assert.Equal(["s", "s-2"], items.Select(source => source.Key).Order(StringComparer.Ordinal));
        Assert.Equal(items["s"], items["s-2"]);
    }

    [Fact]
    public async Task Registers_are_published_where_they_are_asked_for()
    {
        broker.RequireReal();
        var (plain, full) = (broker.NewOptions(), broker.NewOptions());
        await CreateAsync(plain);
        await CreateAsync(full);
        Assert.Equal(ExitCode.Done, (await ProduceAsync(plain, Small)).ExitCode);
        Assert.Equal(ExitCode.Done, (await ProduceAsync(full, Small, "--registers")).ExitCode);
        var recorded = TraceReading.ReadAll(Traces.TraceFile.Open(RepoFiles.Trace(Small))).Events.Where(e => e.Kind == KvmEventKind.GuestExit).ToList();
        Assert.Equal(Registers(recorded), Registers(GuestExits(full)));
        Assert.All(GuestExits(plain), e => Assert.Equal((0ul, 0ul), (e.Pc, e.Msr)));
        Assert.Contains(recorded, e => e.Pc != 0);
    }

    [Fact]
    public async Task Recorded_at_is_the_wall_time_of_the_first_event_where_the_trace_knows_none()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await CreateAsync(kafka);
        Assert.Equal(ExitCode.Done, (await ProduceAsync(kafka, Small, "--recorded-at", "2026-03-01T14:30:00+01:00")).ExitCode);
        var first = TraceReading.ReadAll(Traces.TraceFile.Open(RepoFiles.Trace(Small))).Events[0].TimeNs;
        var wall = new DateTimeOffset(2026, 3, 1, 13, 30, 0, TimeSpan.Zero).ToUnixTimeSeconds() * 1_000_000_000;
        Assert.All(Headers(kafka), batch => Assert.Equal(wall - first, batch.WallClockOffsetNs));
    }

    [Fact]
    public async Task A_paced_replay_takes_its_time_and_makes_the_same_items()
    {
        broker.RequireReal();
        var (fast, paced) = (broker.NewOptions(), broker.NewOptions());
        await CreateAsync(fast);
        await CreateAsync(paced);
        var events = TraceReading.ReadAll(Traces.TraceFile.Open(RepoFiles.Trace(Small))).Events;
        var factor = (events[^1].TimeNs - events[0].TimeNs) / 1e9 / 2; // two seconds of it
        Assert.Equal(ExitCode.Done, (await ProduceAsync(fast, Small)).ExitCode);
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(ExitCode.Done, (await ProduceAsync(paced, Small, "--speed", factor.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture))).ExitCode);
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromSeconds(1.9));
        Assert.Equal(EventItem.ReadAll(fast).Items.Order(ByIdentity), EventItem.ReadAll(paced).Items.Order(ByIdentity));
    }

    [Fact]
    public async Task Without_topics_or_on_one_that_breaks_the_contract_nothing_is_published()
    {
        broker.RequireReal();
        var (none, compacted) = (broker.NewOptions(), broker.NewOptions());
        await CreateAsync(compacted, ("cleanup.policy", "compact"));
        var missing = await ProduceAsync(none, Small);
        var broken = await ProduceAsync(compacted, Small);
        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (missing.ExitCode, broken.ExitCode));
        Assert.StartsWith($"gangexit: GX5021 {none.Topics.Events}", missing.Error, StringComparison.Ordinal);
        Assert.StartsWith($"gangexit: GX5022 {compacted.Topics.Events}: cleanup.policy is compact, wanted delete", broken.Error, StringComparison.Ordinal);
        Assert.Empty(TopicReader.ReadAll(compacted, compacted.Topics.Events));
    }

    private static readonly Comparer<EventItem> ByIdentity =
        Comparer<EventItem>.Create((a, b) => (a.Tgid, a.Sequence).CompareTo((b.Tgid, b.Sequence)));

    private static Task<ToolRun> ProduceAsync(KafkaOptions kafka, string trace, params string[] more) =>
        GangExit.RunAsync(kafka, ["produce", RepoFiles.Trace(trace), .. more]);

    private static async Task CreateAsync(KafkaOptions kafka, params (string Key, string Value)[] settings)
    {
        using var client = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        var configs = settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        await client.CreateTopicsAsync([new TopicSpecification { Name = kafka.Topics.Events, NumPartitions = 1, ReplicationFactor = 1, Configs = configs }]).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    private static List<KvmEvent> GuestExits(KafkaOptions kafka) =>
        [.. EventItem.ReadAll(kafka).Items.Select(item => item.Event).Where(e => e.Kind == KvmEventKind.GuestExit)];

    private static IEnumerable<(long, int, ulong, ulong)> Registers(IEnumerable<KvmEvent> exits) =>
        exits.Select(e => (e.TimeNs, e.Vcpu, e.Pc, e.Msr)).Order();

    private static IEnumerable<KvmHvEventBatch> Headers(KafkaOptions kafka)
    {
        var (reader, events) = (new EventBatchReader(), new KvmEventBuffer());
        foreach (var record in TopicReader.ReadAll(kafka, kafka.Topics.Events))
        {
            Assert.Equal(AvroError.None, reader.Read(record.Message.Value, events, out var batch));
            yield return batch;
        }
    }
}
