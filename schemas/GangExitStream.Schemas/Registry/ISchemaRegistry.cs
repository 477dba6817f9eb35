using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Schemas.Registry;

/// <summary>The functions of a schema registry that writers and readers need. Results are cached, because ids and their schemas never change.</summary>
public interface ISchemaRegistry : IWriterSchemas
{
    /// <summary>The subject of a topic's values, by the default naming strategy.</summary>
    static string SubjectOf(string topic) => topic + "-value";

    /// <summary>The id of an Avro schema under a subject; registers the schema if it is not there yet.</summary>
    Task<RegistryResult<int>> RegisterAsync(string subject, string schema, CancellationToken cancel);

    /// <summary>The id of an Avro schema under a subject; does not register it.</summary>
    Task<RegistryResult<int>> LookUpAsync(string subject, string schema, CancellationToken cancel);
}
