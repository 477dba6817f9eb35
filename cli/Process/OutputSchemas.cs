using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Cli.Process;

/// <summary>The prefixes of output values and the sources of writers' schemas: of the registry, or without one of Avro's single-object encoding.</summary>
internal static class OutputSchemas
{
    /// <summary>Released schemas first, then the registry's.</summary>
    public static IReadOnlyList<IWriterSchemas> Writers(ISchemaRegistry? registry) => registry is null ? [new ReleasedSchemas()] : [new ReleasedSchemas(), registry];

    /// <summary>Registers the outputs' schemas; null: the registry refused, which was logged.</summary>
    public static async Task<OutputPrefixes?> PrefixesAsync(ISchemaRegistry? registry, TopicNames topics, string group, Action<string> log, CancellationToken cancel)
    {
        if (registry is null)
            return OutputPrefixes.SingleObject;
        // Stops at the first refusal.
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
