using System.Collections.Immutable;
using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Publishing;
using GangExitStream.Registry;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Unit.Avro;

namespace GangExitStream.Tests.Unit.Produce;

/// <summary>With which of the schema's versions a batch is written.</summary>
public sealed class EventFramingTests : IDisposable
{
    private const string Topic = "kvm-hv-events";

    private static readonly KvmEvent[] Events = [KvmEvent.GuestExit(5, 0, 70, 1, 0, 0x500, 0), KvmEvent.Exit(6, 0, 70, 1, 0, 1)];

    private readonly FakeRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Without_a_registry_a_batch_has_the_current_version_only_where_an_event_has_a_time()
    {
        var framing = EventFraming.SingleObject;
        Assert.Equal(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatchV2), PrefixOf(framing, []));
        Assert.Equal(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatch), PrefixOf(framing, [3, KvmEvent.Unknown]));
    }

    [Fact]
    public async Task Both_versions_are_registered_the_current_one_last()
    {
        var framing = (await RegisterAsync()).Value;
        Assert.Equal(new EventFraming(RecordPrefix.Confluent(2), RecordPrefix.Confluent(1)), framing);
        Assert.Equal(RecordPrefix.Confluent(1), PrefixOf(framing, []));
        Assert.Equal(RecordPrefix.Confluent(2), PrefixOf(framing, [3, KvmEvent.Unknown]));
    }

    [Fact]
    public async Task A_registry_that_takes_no_schemas_needs_the_current_one_only()
    {
        _registry.Add(Topic + "-value", RecordSchema.KvmHvEventBatch.ReadText());
        var framing = (await RegisterAsync(("schema.registry.auto.register.schemas", "false"))).Value;
        Assert.Equal(new EventFraming(RecordPrefix.Confluent(1), null), framing);
        using var encoder = new RecordEncoder(framing, registers: false);
        using var client = Client();
        await client.FetchAsync(RecordPrefix.Confluent(1), TestContext.Current.CancellationToken);
        var (reader, found) = (new EventBatchReader(client), new KvmEventBuffer());
        foreach (var guestNs in new long[][] { [], [3, KvmEvent.Unknown], [] })
        {
            Assert.Equal(AvroError.None, reader.Read(encoder.Encode(Batch(guestNs)), found, out var header));
            Assert.Equal(Events, found.Events.ToArray());
            Assert.Equal(guestNs, found.GuestNs.ToArray());
            Assert.Equal("host", header.Host);
        }
    }

    [Fact]
    public async Task Without_the_current_one_it_is_an_error()
    {
        _registry.Add(Topic + "-value", RecordSchema.KvmHvEventBatchV2.ReadText());
        Assert.Equal(RegistryErrorId.NotRegistered, (await RegisterAsync(("schema.registry.auto.register.schemas", "false"))).Error?.Id);
    }

    private static RecordPrefix PrefixOf(EventFraming framing, long[] guestNs)
    {
        using var encoder = new RecordEncoder(framing, registers: false);
        Assert.True(RecordPrefix.TryRead(encoder.Encode(Batch(guestNs)), out var prefix));
        return prefix;
    }

    private static VmBatch Batch(long[] guestNs) => new(new KvmHvEventBatch { Host = "host", Source = "s", Tgid = 70, BaseTimeNs = 5 }, Events, guestNs);

    private async Task<RegistryResult<EventFraming>> RegisterAsync(params (string Key, string Value)[] properties)
    {
        using var client = Client(properties);
        return await EventFraming.RegisterAsync(client, Topic, TestContext.Current.CancellationToken);
    }

    private ConfluentRegistry Client(params (string Key, string Value)[] properties) => new(new RegistryOptions
    {
        Urls = RegistryUrls.TryParse(_registry.Url)!,
        Properties = properties.ToImmutableDictionary(static p => p.Key, static p => p.Value, StringComparer.Ordinal),
    });
}
