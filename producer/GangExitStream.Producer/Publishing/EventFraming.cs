using System.Runtime.InteropServices;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Producer.Publishing;

/// <summary>The prefixes of the event records' values, which name their schema; see <see cref="KvmHvEventBatchCodec.SchemaOf"/>.</summary>
/// <param name="Current">Of the current schema.</param>
/// <param name="Plain">Of the schema for batches without any guest_ns; null: they are written with the current one, too.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EventFraming(RecordPrefix Current, RecordPrefix? Plain)
{
    /// <summary>Avro's single-object encoding, which needs no registry.</summary>
    public static EventFraming SingleObject { get; } =
        new(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatch), RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatchV2));

    /// <summary>Registers the schemas under the topic's subject, and returns the Confluent framing with their ids, or the registry's error.</summary>
    public static async Task<RegistryResult<EventFraming>> RegisterAsync(ISchemaRegistry registry, string topic, CancellationToken stop)
    {
        var subject = ISchemaRegistry.SubjectOf(topic);
        // The current one last, so that it is the subject's latest version. A read-only registry may have only the current one.
        var (plain, missing) = await registry.RegisterAsync(subject, RecordSchema.KvmHvEventBatchV2.ReadText(), stop).ConfigureAwait(false);
        if (missing is not (null or { Id: RegistryErrorId.NotRegistered or RegistryErrorId.Incompatible }))
            return new(default, missing);
        var (current, error) = await registry.RegisterAsync(subject, RecordSchema.KvmHvEventBatch.ReadText(), stop).ConfigureAwait(false);
        return error is null
            ? new(new EventFraming(RecordPrefix.Confluent(current), missing is null ? RecordPrefix.Confluent(plain) : null), null)
            : new(default, error);
    }
}
