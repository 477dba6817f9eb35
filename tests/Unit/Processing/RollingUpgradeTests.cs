using System.Text;
using Avro;
using Avro.Generic;
using Avro.IO;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Registry;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Driver;
using GangExitStream.Tests.Unit.Avro;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>
/// An instance of the current version takes over from an instance of an earlier version, repeatedly and under load. The input comes from producers
/// of both versions, the state from the earlier processor.
/// </summary>
public sealed class RollingUpgradeTests
{
    private const string Trace = "samples/power8-smt4.perf.data";

    [Theory]
    [InlineData("KvmHvEventBatch.v2", null, true)]
    [InlineData("KvmHvEventBatch.v3", null, true)]
    [InlineData("KvmHvEventBatch.v1", "DetectorState.v1", false)]
    [InlineData("KvmHvEventBatch.v1", "DetectorState.v2", true)]
    [InlineData("KvmHvEventBatch.v1", null, true)]
    [InlineData(null, "DetectorState.v2", true)]
    public async Task Counts_go_on_as_if_nothing_had_been_upgraded(string? batches, string? states, bool withCost)
    {
        var log = Recording.Publish(Recording.Read(Trace));
        var expected = await GraphDriver.RunAsync(log);
        var old = log.Records.Select(record => batches is null ? record : record with { Value = Rewrite(record.Value!, batches) }).ToList();
        var committed = new Committed();
        var steps = new[] { old.Count / 3, 2 * old.Count / 3, old.Count };
        for (int i = 0, at = 0; i < steps.Length; at = steps[i++])
        {
            await using var owner = new GraphDriver(committed);
            await owner.AdoptAsync(0);
            await owner.SendAsync((i == 1 ? log.Records : old)[at..steps[i]]);
            await owner.ReleaseAsync(0);
            if (states is not null)
                Replace(committed, states);
        }
        Assert.Empty(committed.DeadLetters);
        Assert.Equal(Keys(expected), Keys(committed));
        Assert.Equal(Comparable(expected.Total, withCost), Comparable(committed.Total, withCost));
        Assert.NotEqual(0, committed.Total.GangExits);
    }

    /// <summary>The instance before, of another version, registered a schema that this one does not know.</summary>
    [Fact]
    public async Task A_state_with_an_id_of_a_registry_is_read_once_its_schema_was_fetched()
    {
        var state = (await GraphDriver.RunAsync(Recording.Publish(Recording.Read(Trace)))).Records.First(record => record.Topic == OutputTopic.State && record.Value is not null).Value!;
        using var registry = new FakeRegistry();
        registry.Add("gang-exit-state-value", File.ReadAllText(Repository.Path("schemas", "released", "DetectorState.v2.avsc")));
        var written = new byte[] { 0, 0, 0, 0, 1 }.Concat(Rewrite(state, "DetectorState.v2")[RecordPrefix.MaxLength..]).ToArray();
        var result = new ConsumeResult<byte[], byte[]> { Message = new Message<byte[], byte[]> { Key = [], Value = written } };
        using var client = new ConfluentRegistry(new RegistryOptions { Urls = RegistryUrls.TryParse(registry.Url)! });
        var changelog = new ChangelogRecords(new RunOptions { Kafka = new KafkaOptions() }, [client]);

        Assert.Contains("--schema-registry", Assert.Throws<RestoreException>(() => changelog.Decode(result, written, out _)).NextStep, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
            await changelog.FetchSchemaAsync(written, TestContext.Current.CancellationToken);

        var expected = new ChangelogRecords(new RunOptions { Kafka = new KafkaOptions() }, []).Decode(result, Rewrite(state, "DetectorState.v2"), out _);
        var restored = changelog.Decode(result, written, out _);
        Assert.Equal((expected.Host, expected.Source, expected.Tgid, expected.NextSequence), (restored.Host, restored.Source, restored.Tgid, restored.NextSequence));
        Assert.Single(registry.Requests);
    }

    private static RunCounts Comparable(RunCounts counts, bool withCost) => withCost ? counts : counts with { ForcedOutNs = 0, ForcedOutUntold = 0, GuestThreadNs = 0, SplitCoreRuns = 0 };

    private static IEnumerable<(int, long, int)> Keys(Committed committed) => committed.GangExits.Select(exit => (exit.Tgid, exit.Sequence, exit.Forced)).Order();

    /// <summary>The changelog as the version before had written it, read back the way a restore does.</summary>
    private static void Replace(Committed committed, string version)
    {
        var changelog = new ChangelogRecords(new RunOptions { Kafka = new KafkaOptions() }, []);
        for (var i = 0; i < committed.Records.Count; i++)
        {
            if (committed.Records[i] is not { Topic: OutputTopic.State, Value: { } value } record)
                continue;
            var written = Rewrite(value, version);
            var result = new ConsumeResult<byte[], byte[]> { Message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(record.Key), Value = written } };
            changelog.Decode(result, written, out var body);
            committed.Records[i] = record with { Value = ChangelogRecords.WithCurrentPrefix(written, body) };
        }
    }

    // Apache.Avro reads our bytes as another version, and writes them as that.
    private static byte[] Rewrite(byte[] value, string version)
    {
        Assert.True(RecordPrefix.TryRead(value, out var writer));
        var ours = Schema.Parse(new ReleasedSchemas().Find(writer)!);
        var other = Schema.Parse(File.ReadAllText(Repository.Path("schemas", "released", version + ".avsc")));
        using var input = new MemoryStream(value[RecordPrefix.MaxLength..]);
        var record = new GenericDatumReader<GenericRecord>(ours, other).Read(null!, new BinaryDecoder(input));
        using var output = new MemoryStream();
        var prefix = new byte[RecordPrefix.MaxLength];
        RecordPrefix.SingleObject((ulong)SchemaNormalization.ParsingFingerprint64(other)).Write(prefix);
        output.Write(prefix);
        new GenericDatumWriter<GenericRecord>(other).Write(record, new BinaryEncoder(output));
        return output.ToArray();
    }
}
