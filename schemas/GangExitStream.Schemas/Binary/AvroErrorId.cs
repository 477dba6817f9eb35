namespace GangExitStream.Schemas.Binary;

/// <summary>Numbered reasons why bytes are no record of ours. The numbers are stable: they go into logs and dead letters.</summary>
public enum AvroErrorId
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The record ends in the middle of a value.</summary>
    Truncated = 1,

    /// <summary>A variable-length number has more than 64 bits.</summary>
    NumberTooLong = 2,

    /// <summary>A value doesn't fit its field.</summary>
    OutOfRange = 3,

    /// <summary>A boolean is neither 0 nor 1.</summary>
    BadBoolean = 4,

    /// <summary>A string isn't UTF-8.</summary>
    BadUtf8 = 5,

    /// <summary>A length or count is negative, or larger than the bytes that are left could hold.</summary>
    ForgedLength = 6,

    /// <summary>A union branch or enum symbol that the schema doesn't have.</summary>
    UnknownBranch = 7,

    /// <summary>More items or bytes than a record of ours may have.</summary>
    TooLarge = 8,

    /// <summary>Bytes are left after the record's end.</summary>
    TrailingBytes = 9,

    /// <summary>Neither single-object encoding nor the Confluent framing.</summary>
    UnknownFraming = 10,

    /// <summary>Written with a schema that nobody here knows.</summary>
    UnknownSchema = 11,

    /// <summary>Written with a schema of the registry that has not been fetched yet: fetch it, then read again.</summary>
    SchemaNotFetched = 12,

    /// <summary>The writer's schema is known, but can't be read as ours.</summary>
    IncompatibleSchema = 13,
}
