using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Producer.Publishing;

/// <summary>How the records of events say their schema.</summary>
public static class EventFraming
{
    /// <summary>Single objects, which need no registry.</summary>
    public static RecordPrefix SingleObject => RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatch);

    /// <summary>The Confluent framing; registers the schema under the topic's subject.</summary>
    public static async Task<RegistryResult<RecordPrefix>> RegisterAsync(ISchemaRegistry registry, string topic, CancellationToken stop)
    {
        var schema = RecordSchema.KvmHvEventBatch.ReadText();
        var (id, error) = await registry.RegisterAsync(ISchemaRegistry.SubjectOf(topic), schema, stop).ConfigureAwait(false);
        return error is null ? new(RecordPrefix.Confluent(id), null) : new(default, error);
    }
}
