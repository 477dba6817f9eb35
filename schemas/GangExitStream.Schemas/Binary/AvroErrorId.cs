namespace GangExitStream.Schemas.Binary;

/// <summary>Reasons why a record can't be decoded. The numbers are stable, because logs and dead letters contain them.</summary>
public enum AvroErrorId
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The record ends in the middle of a value.</summary>
    Truncated = 1,

    /// <summary>A variable-length number has more than 64 bits.</summary>
    NumberTooLong = 2,

    /// <summary>A value does not fit its field.</summary>
    OutOfRange = 3,

    /// <summary>A boolean is neither 0 nor 1.</summary>
    BadBoolean = 4,

    /// <summary>A string is not valid UTF-8.</summary>
    BadUtf8 = 5,

    /// <summary>A length or count is negative, or too large for the remaining bytes.</summary>
    ForgedLength = 6,

    /// <summary>The schema does not have this union branch or enum symbol.</summary>
    UnknownBranch = 7,

    /// <summary>More items or bytes than a record may have.</summary>
    TooLarge = 8,

    /// <summary>Bytes follow the end of the record.</summary>
    TrailingBytes = 9,

    /// <summary>The record has neither single-object encoding nor the Confluent framing.</summary>
    UnknownFraming = 10,

    /// <summary>The writer's schema is unknown.</summary>
    UnknownSchema = 11,

    /// <summary>The writer's schema is in the registry and has not been fetched yet: fetch it, then decode again.</summary>
    SchemaNotFetched = 12,

    /// <summary>The writer's schema is known, but not compatible with the current schema.</summary>
    IncompatibleSchema = 13,
}
