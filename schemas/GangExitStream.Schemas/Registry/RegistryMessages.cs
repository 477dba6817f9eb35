using System.Text.Json.Serialization;

namespace GangExitStream.Schemas.Registry;

/// <summary>Body of a registration or look-up.</summary>
internal sealed record SchemaRequest([property: JsonPropertyName("schema")] string Schema);

/// <summary>Answer to a registration, look-up or fetch: each has some of these.</summary>
internal sealed record SchemaAnswer(
    [property: JsonPropertyName("id")] int? Id,
    [property: JsonPropertyName("schema")] string? Schema,
    [property: JsonPropertyName("schemaType")] string? SchemaType);

/// <summary>The interface's error body.</summary>
internal sealed record ErrorAnswer(
    [property: JsonPropertyName("error_code")] int? Code,
    [property: JsonPropertyName("message")] string? Message);

/// <summary>The messages' code, made at compile time: no reflection at run time.</summary>
[JsonSerializable(typeof(SchemaRequest))]
[JsonSerializable(typeof(SchemaAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class RegistryJson : JsonSerializerContext;
