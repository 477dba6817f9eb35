using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Cli.Process;

/// <summary>With a registry: what values begin with, and where writers' schemas are found. Without: Avro's own framing.</summary>
internal static class OutputSchemas
{
    /// <summary>Released schemas first, then the registry's.</summary>
    public static IReadOnlyList<IWriterSchemas> Writers(ISchemaRegistry? registry) => registry is null ? [new ReleasedSchemas()] : [new ReleasedSchemas(), registry];

    /// <summary>Registers the outputs' schemas; null, and said, where the registry refuses.</summary>
    public static async Task<OutputPrefixes?> PrefixesAsync(ISchemaRegistry? registry, TopicNames topics, string group, Action<string> log, CancellationToken cancel)
    {
        if (registry is null)
            return OutputPrefixes.SingleObject;
        // The first refusal is said, and enough.
        if (await RegisterAsync(registry, topics.GangExits, RecordSchema.GangExit, log, cancel) is not { } gangExit
            || await RegisterAsync(registry, topics.Counts, RecordSchema.GangExitCount, log, cancel) is not { } count
            || await RegisterAsync(registry, topics.State(group), RecordSchema.DetectorState, log, cancel) is not { } state)
            return null;
        return new OutputPrefixes(gangExit, count, state);
    }

    private static async Task<RecordPrefix?> RegisterAsync(ISchemaRegistry registry, string topic, RecordSchema schema, Action<string> log, CancellationToken cancel)
    {
        var answer = await registry.RegisterAsync(ISchemaRegistry.SubjectOf(topic), schema.ReadText(), cancel);
        if (answer.Error is null)
            return RecordPrefix.Confluent(answer.Value);
        log(answer.Error.ToString()!);
        return null;
    }
}
