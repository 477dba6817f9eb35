using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Producer.Publishing;

/// <summary>The prefix of the event records' values, which names their schema.</summary>
public static class EventFraming
{
    /// <summary>Avro's single-object encoding, which needs no registry.</summary>
    public static RecordPrefix SingleObject => RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatch);

    /// <summary>Registers the schema under the topic's subject, and returns the Confluent framing with its id, or the registry's error.</summary>
    public static async Task<RegistryResult<RecordPrefix>> RegisterAsync(ISchemaRegistry registry, string topic, CancellationToken stop)
    {
        var schema = RecordSchema.KvmHvEventBatch.ReadText();
        var (id, error) = await registry.RegisterAsync(ISchemaRegistry.SubjectOf(topic), schema, stop).ConfigureAwait(false);
        return error is null ? new(RecordPrefix.Confluent(id), null) : new(default, error);
    }
}
