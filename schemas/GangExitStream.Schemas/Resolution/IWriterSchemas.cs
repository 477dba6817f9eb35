using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Schemas.Resolution;

/// <summary>A source of writer schemas.</summary>
public interface IWriterSchemas
{
    /// <summary>The text of the schema that a prefix names, if it is known already; null: it is not. Does not block.</summary>
    string? Find(RecordPrefix prefix);

    /// <summary>The definite negative answer to <see cref="FetchAsync"/> for this schema; null: there was none.</summary>
    string? RefusalReason(RecordPrefix prefix) => null;

    /// <summary>
    /// Fetches the schema. Afterwards <see cref="Find"/> returns it, or <see cref="RefusalReason"/> returns why it is not available. Throws
    /// <see cref="SchemaRegistryException"/> without a definite answer: the record may still be valid.
    /// </summary>
    ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel) => ValueTask.CompletedTask;
}
