namespace GangExitStream.Schemas;

/// <summary>Knows schemas that records may have been written with.</summary>
public interface IWriterSchemas
{
    /// <summary>The text of the schema that a record's prefix names, or null. Never waits.</summary>
    string? Find(RecordPrefix prefix);
}
