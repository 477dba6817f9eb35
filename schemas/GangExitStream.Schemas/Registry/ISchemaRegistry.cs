using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Schemas.Registry;

/// <summary>A schema registry, as much of it as writers and readers of our records need. What it has learnt it keeps: ids and their schemas never change.</summary>
public interface ISchemaRegistry : IWriterSchemas
{
    /// <summary>The subject of a topic's values, by the registry's default naming.</summary>
    static string SubjectOf(string topic) => topic + "-value";

    /// <summary>The id of an Avro schema under a subject, registered if it is new there.</summary>
    Task<RegistryResult<int>> RegisterAsync(string subject, string schema, CancellationToken cancel);

    /// <summary>The id of an Avro schema under a subject, for writers that may not register.</summary>
    Task<RegistryResult<int>> LookUpAsync(string subject, string schema, CancellationToken cancel);
}
