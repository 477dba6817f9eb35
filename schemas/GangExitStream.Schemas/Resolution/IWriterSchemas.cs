using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Schemas.Resolution;

/// <summary>Knows schemas that records may have been written with.</summary>
public interface IWriterSchemas
{
    /// <summary>The text of the schema that a record's prefix names, or null. Never waits.</summary>
    string? Find(RecordPrefix prefix);

    /// <summary>Why nobody has the schema, where there was an answer to <see cref="FetchAsync"/>; else null.</summary>
    string? WhyNot(RecordPrefix prefix) => null;

    /// <summary>
    /// Asks for that schema where asking takes a while; afterwards <see cref="Find"/> knows it, or nobody does. Throws
    /// <see cref="SchemaRegistryException"/> where there is no answer: the record may still be a good one.
    /// </summary>
    ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel) => ValueTask.CompletedTask;
}
