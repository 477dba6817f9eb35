using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using GangExitStream.Cli;
using GangExitStream.Detection;
using GangExitStream.Kafka;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Chaos.Host;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>produce, process and watch as users run them, compared with report on the same traces.</summary>
public sealed class PipelineTests(BrokerFixture broker)
{
    private static readonly string[] Traces = ["samples/power8-smt4.perf.data", "small.perf.data", "lost.perf.data", "power8-2vm-smt2.perf.data", GuestEnterText.Recording];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Records are handed to librdkafka in two ways, and what is written must not depend on it. The others run with the default, and all of
    // them with GANGEXIT_NATIVE_PRODUCE=off (CONTRIBUTING.md).
    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task Counts_through_Kafka_are_those_of_report(string nativeProduce)
    {
        var kafka = await NewTopicsAsync(partitions: 3);
        await ProduceAsync(kafka, Traces);
        await ProcessAsync(kafka, "--native-produce", nativeProduce);
        await AssertSameAsReportAsync(kafka);
    }

    [Fact]
    public async Task Publishing_again_changes_nothing()
    {
        var kafka = await NewTopicsAsync(partitions: 1);
        await ProduceAsync(kafka, Traces);
        await ProcessAsync(kafka);
        await ProduceAsync(kafka, [.. Traces.Reverse()]);
        await ProcessAsync(kafka);
        await AssertSameAsReportAsync(kafka);
    }

    [Fact]
    public async Task The_same_trace_has_the_same_events_under_the_same_sequence_numbers_however_often_it_is_published()
    {
        var kafka = await NewTopicsAsync(partitions: 2);
        await ProduceAsync(kafka, ["lost.perf.data"]);
        var once = ReadItems(kafka);
        await ProduceAsync(kafka, ["lost.perf.data"]);
        var twice = ReadItems(kafka);
        Assert.Equal(once.Count * 2, twice.Count);
        Assert.Equal(once.OrderBy(i => i.Key, StringComparer.Ordinal), twice.DistinctBy(i => i.Key).OrderBy(i => i.Key, StringComparer.Ordinal));
        foreach (var vm in once.GroupBy(item => item.Vm))
            Assert.Equal(Enumerable.Range(0, vm.Count()).Select(n => (long)n), vm.Select(item => item.Sequence));
    }

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task Poison_is_set_aside_with_its_reason_and_the_partition_goes_on(string nativeProduce)
    {
        var kafka = await NewTopicsAsync(partitions: 1);
        await SendAsync(kafka, "nobody/1", [1, 2, 3]);
        await ProduceAsync(kafka, ["small.perf.data"]);
        await SendAsync(kafka, "vm/1", null);
        var run = await ProcessAsync(kafka, "--native-produce", nativeProduce);
        Assert.Contains("dead_letters=2", run.Error, StringComparison.Ordinal);
        await AssertSameAsReportAsync(kafka, "small.perf.data");
        var letters = TopicReader.ReadAll(kafka, kafka.Topics.DeadLetters);
        Assert.Equal(["AVRO-10", "CONTRACT-01"], letters.Select(l => Header(l, "reason")[..^0].Split(' ', ':')[0]).Order(StringComparer.Ordinal));
        Assert.All(letters, letter => Assert.Equal(kafka.Topics.Events, Header(letter, "topic")));
        Assert.Equal([1, 2, 3], letters.Single(l => Header(l, "offset") == "0").Message.Value);
    }

    /// <summary>Whatever a record is, it is set aside or processed, and those behind it are processed.</summary>
    [Fact]
    public async Task No_record_stops_a_partition()
    {
        var kafka = await NewTopicsAsync(partitions: 1);
        var seed = Random.Shared.Next();
        var hostile = Hostile(new Random(seed)).ToList();
        using (var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(kafka.ToClientConfig("test")) { CompressionType = CompressionType.Zstd, MessageMaxBytes = 200_000_000 }).Build())
        {
            foreach (var record in hostile)
                await producer.ProduceAsync(kafka.Topics.Events, record, Cancel);
            await ProduceAsync(kafka, ["small.perf.data"]);
            foreach (var record in hostile)
                await producer.ProduceAsync(kafka.Topics.Events, record, Cancel);
        }
        var run = await ProcessAsync(kafka);
        Assert.True(run.Error.Contains($"dead_letters={2 * hostile.Count}", StringComparison.Ordinal), $"seed {seed}: {run.Error}");
        Assert.DoesNotContain("attempt_failed", run.Error, StringComparison.Ordinal);
        await AssertSameAsReportAsync(kafka, "small.perf.data");
        var letters = TopicReader.ReadAll(kafka, kafka.Topics.DeadLetters);
        var cut = letters.Where(letter => letter.Message.Headers.Any(header => header.Key == "value-bytes")).ToList();
        Assert.Equal(["1040000", "1040000", "20000000", "20000000", "3000000", "3000000"], cut.Select(letter => Header(letter, "value-bytes")).Order(StringComparer.Ordinal));
        Assert.All(cut, letter => Assert.Equal(64, Header(letter, "value-sha256").Length));
    }

    /// <summary>
    /// librdkafka unpacks a batch as a whole, up to receive.message.max.bytes. Of one that has more nothing can be read, neither what a record in it
    /// is nor where the batch ends.
    /// </summary>
    [Theory]
    [InlineData(CompressionType.Zstd)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Gzip)]
    public async Task A_batch_that_unpacks_to_more_than_a_client_takes_does_not_stop_its_partition(CompressionType codec)
    {
        var kafka = await NewTopicsAsync(partitions: 1);
        var huge = new byte[150_000_000];
        await ProduceAsync(kafka, ["small.perf.data"]);
        await SendBatchesAsync(kafka, codec, [[[1], huge, [2]], [huge], [[3]]]);
        await ProduceAsync(kafka, ["lost.perf.data"]);
        await SendBatchesAsync(kafka, codec, [[huge]]);
        var run = await ProcessAsync(kafka, "--session-timeout", "60s"); // on a machine so loaded that heartbeats come late, the group ends an attempt, too
        Assert.DoesNotContain("attempt_failed", run.Error, StringComparison.Ordinal);
        await AssertSameAsReportAsync(kafka, "small.perf.data", "lost.perf.data");
        var letters = TopicReader.ReadAll(kafka, kafka.Topics.DeadLetters);
        var offsets = letters.SelectMany(letter => Offsets(letter)).Order();
        Assert.Equal([18, 19, 20, 21, 22, 109], offsets); // each once, whatever it is part of
        if (codec != CompressionType.Zstd)
            return; // unpacked without a limit
        Assert.Equal(3, run.Error.Split("unreadable id=GX5044").Length - 1);
        Assert.Equal(3, letters.Count(letter => Header(letter, "reason").StartsWith("CONTRACT-06: ", StringComparison.Ordinal) && letter.Message.Value.Length == 0));
    }

    private static IEnumerable<int> Offsets(ConsumeResult<byte[], byte[]> letter)
    {
        var first = int.Parse(Header(letter, "offset"), CultureInfo.InvariantCulture);
        var last = letter.Message.Headers.Any(header => header.Key == "last-offset") ? int.Parse(Header(letter, "last-offset"), CultureInfo.InvariantCulture) : first;
        return Enumerable.Range(first, last - first + 1);
    }

    private static async Task SendBatchesAsync(KafkaOptions kafka, CompressionType codec, byte[][][] batches)
    {
        var config = new ProducerConfig(kafka.ToClientConfig("test"))
        {
            CompressionType = codec,
            MessageMaxBytes = 1_000_000_000,
            BatchSize = int.MaxValue,
            LingerMs = 500,
            QueueBufferingMaxKbytes = 2_000_000,
            MessageTimeoutMs = 120_000,
        };
        using var producer = new ProducerBuilder<byte[], byte[]>(config).Build();
        foreach (var batch in batches)
            await Task.WhenAll(batch.Select(value => producer.ProduceAsync(kafka.Topics.Events, new Message<byte[], byte[]> { Key = "nobody/1"u8.ToArray(), Value = value }, Cancel)));
    }

    /// <summary>Records that can't be processed: of sizes, bytes, keys, headers and times that no producer of ours has.</summary>
    private static IEnumerable<Message<byte[]?, byte[]?>> Hostile(Random random)
    {
        byte[] Bytes(int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }
        var (key, ours) = ("nobody/1"u8.ToArray(), new byte[RecordPrefix.MaxLength]);
        RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatchV2).Write(ours);
        yield return new() { Key = key, Value = new byte[3_000_000] }; // 3 KB in the topic
        yield return new() { Key = key, Value = [.. ours, .. new byte[19_999_990]] };
        yield return new() { Key = key, Value = Bytes(1_040_000) }; // as much as the topic takes
        yield return new() { Key = new byte[500_000], Value = [1] };
        yield return new() { Key = null, Value = [1] };
        yield return new() { Key = key, Value = null };
        yield return new() { Key = [], Value = [] };
        yield return new() { Key = key, Value = [1], Timestamp = new Timestamp(DateTime.UtcNow.AddMinutes(50)) }; // brokers take an hour
        yield return new() { Key = key, Value = [1], Timestamp = new Timestamp(0, TimestampType.CreateTime) };
        var headers = new Headers();
        for (var i = 0; i < 1000; i++)
            headers.Add("reason", Bytes(100));
        yield return new() { Key = key, Value = [1], Headers = headers };
        for (var i = 0; i < 50; i++)
            yield return new() { Key = key, Value = [.. ours, .. Bytes(random.Next(200))] };
    }

    [Theory]
    [InlineData("restore:2")]
    [InlineData("produce:1")]
    [InlineData("offsets:1")]
    [InlineData("commit:1")]
    [InlineData("committed:1")]
    public async Task An_attempt_that_fails_is_followed_by_one_that_goes_on_as_the_same_member_of_the_group(string step)
    {
        var kafka = await NewTopicsAsync(partitions: 2);
        await ProduceAsync(kafka, Traces);
        using var tool = ToolProcess.StartProgram(typeof(FaultyProcess).Assembly.Location, GangExit.Line(kafka, FaultyProcess.Name, FaultyProcess.FailsAt, step, "--exit-at-end"), new Dictionary<string, string>(StringComparer.Ordinal));
        var run = await tool.EndAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var events = run.Error.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length > 2).Select(line => line[2]);
        var told = string.Join(' ', events.Where(e => e is "assigned" or "attempt_failed" or "kept"));
        Assert.True(told == "assigned attempt_failed kept", run.Error);
        if (step == "commit:1") // what became of it isn't known: the next attempt ends it
            Assert.Contains(" fenced transactional_id=", run.Error, StringComparison.Ordinal);
        await AssertSameAsReportAsync(kafka);
    }

    [Fact]
    public async Task Another_group_with_other_outputs_finds_the_same()
    {
        var kafka = await NewTopicsAsync(partitions: 2);
        await ProduceAsync(kafka, Traces);
        await ProcessAsync(kafka);
        var trial = kafka with { TopicPrefix = kafka.TopicPrefix, OutputPrefix = kafka.TopicPrefix + "trial-" };
        Assert.Equal(ExitCode.Done, (await TopicsAsync(kafka, "create", "--output-prefix", trial.OutputPrefix, "--group", "trial")).ExitCode);
        await ProcessAsync(kafka, "--group", "trial", "--output-prefix", trial.OutputPrefix);
        Assert.Equal(await WatchAsync(kafka, kafka.TopicPrefix, "exits"), await WatchAsync(kafka, trial.OutputPrefix, "exits"));
        await AssertSameAsReportAsync(kafka);
    }

    [Fact]
    public async Task A_changelog_that_was_wiped_is_refused()
    {
        var kafka = await NewTopicsAsync(partitions: 1);
        await ProduceAsync(kafka, ["small.perf.data"]);
        await ProcessAsync(kafka);
        using (var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).Build())
            await admin.DeleteTopicsAsync([kafka.Topics.State()]);
        await WaitAsync(async () => (await TopicsAsync(kafka, "create", "--partitions", "1")).ExitCode == ExitCode.Done);
        await ProduceAsync(kafka, ["lost.perf.data"]);
        var run = await GangExit.RunAsync(kafka, "process", "--exit-at-end");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("was wiped", run.Error, StringComparison.Ordinal);
    }

    internal static async Task AssertSameAsReportAsync(KafkaOptions kafka, params string[] traces)
    {
        var names = traces.Length == 0 ? Traces : traces;
        var report = await GangExit.RunAsync(["report", .. names.Select(RepoFiles.Trace), "--format", "json"]);
        var expected = Objects(report.Output).SelectMany(trace => Fields(trace.GetProperty("vms"), trace)).Order(StringComparer.Ordinal);
        var counts = await WatchAsync(kafka, kafka.TopicPrefix, "counts");
        var latest = counts.Select(Parse).GroupBy(c => $"{c.GetProperty("source")}/{c.GetProperty("tgid")}/{c.GetProperty("window_start_ns")}").Select(g => g.Last()).ToList();
        Assert.All(latest, count => Assert.True(count.GetProperty("final").GetBoolean()));
        Assert.Equal(expected, latest.GroupBy(c => (c.GetProperty("source").GetString(), c.GetProperty("tgid").GetInt32())).Select(Sum).Order(StringComparer.Ordinal));
        var exits = (await WatchAsync(kafka, kafka.TopicPrefix, "exits")).Select(Parse).ToList();
        Assert.Equal(latest.Sum(c => c.GetProperty("gang_exits").GetInt64()), exits.Count);
        Assert.Equal(exits.Count, exits.DistinctBy(e => (e.GetProperty("source").GetString(), e.GetProperty("tgid").GetInt32(), e.GetProperty("sequence").GetInt64())).Count());
        Assert.Equal(latest.Sum(c => c.GetProperty("forced_threads").GetInt64()), exits.Sum(e => e.GetProperty("forced").GetInt64()));
    }

    private static readonly string[] Summed = ["gang_exits", "gang_exits_per_tgid", "runs", "forced_threads", "cedes", "uncertain_runs", "orphan_exits", "unfinished_runs", "run_time_ns"];

    private static IEnumerable<string> Fields(JsonElement vms, JsonElement trace) => vms.EnumerateArray()
        .Select(vm => $"{trace.GetProperty("host")}/{vm.GetProperty("tgid")}: {string.Join(' ', Summed.Select(field => vm.GetProperty(field).GetInt64()))}");

    private static string Sum(IGrouping<(string? Source, int Tgid), JsonElement> windows) =>
        $"{windows.First().GetProperty("host")}/{windows.Key.Tgid}: {string.Join(' ', Summed.Select(field => windows.Sum(w => w.GetProperty(field).GetInt64())))}";

    private async Task<KafkaOptions> NewTopicsAsync(int partitions)
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        Assert.Equal(ExitCode.Done, (await TopicsAsync(kafka, "create", "--partitions", partitions.ToString(CultureInfo.InvariantCulture))).ExitCode);
        return kafka;
    }

    private static Task<ToolRun> TopicsAsync(KafkaOptions kafka, params string[] args) => GangExit.RunAsync(kafka, ["topics", .. args]);

    private static async Task ProduceAsync(KafkaOptions kafka, string[] traces)
    {
        var run = await GangExit.RunAsync(kafka, ["produce", .. traces.Select(RepoFiles.Trace)]);
        Assert.True(run.ExitCode == (traces.Contains("lost.perf.data") ? ExitCode.Damaged : ExitCode.Done), run.Error);
    }

    private static Task<ToolRun> ProcessAsync(KafkaOptions kafka, params string[] args) => GangExit.DoneAsync(kafka, ["process", "--exit-at-end", .. args]);

    private static async Task<List<string>> WatchAsync(KafkaOptions kafka, string prefix, string what)
    {
        var run = await GangExit.RunAsync("watch", what, "--bootstrap-server", kafka.BootstrapServers, "--topic-prefix", prefix, "--format", "json", "--from-beginning", "--exit-at-end");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (what == "exits")
            lines.Sort(StringComparer.Ordinal); // partitions come in any order
        return lines;
    }

    private static IEnumerable<JsonElement> Objects(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse);

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static string Header(ConsumeResult<byte[], byte[]> record, string name) =>
        System.Text.Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));

    private static async Task SendAsync(KafkaOptions kafka, string key, byte[]? value)
    {
        using var producer = new ProducerBuilder<string, byte[]>(kafka.ToProducerConfig("test")).Build();
        await producer.ProduceAsync(kafka.Topics.Events, new Message<string, byte[]> { Key = key, Value = value! }, Cancel);
    }

    /// <summary>All items of kvm-hv-events, each with its identity and its text.</summary>
    private static List<(string Key, string Vm, long Sequence)> ReadItems(KafkaOptions kafka)
    {
        var (reader, events, items) = (new EventBatchReader(), new KvmEventBuffer(), new List<(string, string, long)>());
        foreach (var record in TopicReader.ReadAll(kafka, kafka.Topics.Events))
        {
            Assert.False(reader.Read(record.Message.Value, events, out var batch).Failed);
            Assert.Equal(Murmur2.Partition(record.Message.Key, 2), record.Partition.Value);
            var sequence = batch.FirstSequence;
            foreach (var e in events.Events)
                items.Add(($"{batch.Source}/{batch.Tgid}/{sequence}: {e}", $"{batch.Source}/{batch.Tgid}", sequence++));
        }
        return items;
    }

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await condition())
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30), "it never came true");
    }
}
