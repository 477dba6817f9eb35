using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Schemas.State;

namespace GangExitStream.Cli.Process;

/// <summary>With --schema-registry: what values begin with, and where writers' schemas are found. Without: Avro's own framing.</summary>
internal sealed class RegistrySettings
{
    private readonly SchemaRegistryClient? _client;

    public RegistrySettings(ParseResult result, CommonOptions common, HttpClient http)
    {
        if (result.GetValue(common.SchemaRegistry) is { } url && SchemaRegistryOptions.TryParse(url.OriginalString) is { } options)
            _client = new SchemaRegistryClient(http, options);
    }

    /// <summary>Released schemas first, then the registry's.</summary>
    public IReadOnlyList<IWriterSchemas> Writers => _client is null ? [new ReleasedSchemas()] : [new ReleasedSchemas(), _client];

    /// <summary>Registers the outputs' schemas; null, and said, where the registry refuses.</summary>
    public async Task<OutputPrefixes?> PrefixesAsync(TopicNames topics, string group, Action<string> log, CancellationToken cancel)
    {
        if (_client is null)
            return OutputPrefixes.SingleObject;
        // The first refusal is said, and enough.
        if (await RegisterAsync(topics.GangExits, RecordSchema.GangExit, log, cancel) is not { } gangExit
            || await RegisterAsync(topics.Counts, RecordSchema.GangExitCount, log, cancel) is not { } count
            || await RegisterAsync(topics.State(group), RecordSchema.DetectorState, log, cancel) is not { } state)
            return null;
        return new OutputPrefixes(gangExit, count, state);
    }

    private async Task<RecordPrefix?> RegisterAsync(string topic, RecordSchema schema, Action<string> log, CancellationToken cancel)
    {
        var answer = await _client!.RegisterAsync(SchemaRegistryClient.SubjectOf(topic), schema.ReadText(), cancel);
        if (answer.Error is null)
            return RecordPrefix.Confluent(answer.Value);
        log(answer.Error.ToString()!);
        return null;
    }
}
