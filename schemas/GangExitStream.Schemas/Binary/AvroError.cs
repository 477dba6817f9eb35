namespace GangExitStream.Schemas.Binary;

/// <summary>What is wrong with a record, and where. The default value is success.</summary>
/// <param name="Id">The reason.</param>
/// <param name="Offset">Byte offset in the bytes that were read.</param>
/// <param name="Detail">What the reason's own text can't say, such as a fingerprint.</param>
public readonly record struct AvroError(AvroErrorId Id, int Offset, string? Detail = null)
{
    /// <summary>Success.</summary>
    public static AvroError None => default;

    /// <summary>Something is wrong.</summary>
    public bool Failed => Id != AvroErrorId.None;

    /// <summary>The stable id as it is written in logs and dead letters, such as <c>AVRO-06</c>.</summary>
    public string Code => string.Create(null, $"AVRO-{(int)Id:00}");

    /// <summary>The reason in words.</summary>
    public string Text => Id switch
    {
        AvroErrorId.None => "no error",
        AvroErrorId.Truncated => "the record ends in the middle of a value",
        AvroErrorId.NumberTooLong => "a variable-length number has more than 64 bits",
        AvroErrorId.OutOfRange => "a value does not fit its field",
        AvroErrorId.BadBoolean => "a boolean is neither 0 nor 1",
        AvroErrorId.BadUtf8 => "a string is not UTF-8",
        AvroErrorId.ForgedLength => "a length or count is negative or larger than the record",
        AvroErrorId.UnknownBranch => "a union branch or enum symbol that the schema does not have",
        AvroErrorId.TooLarge => "more items or bytes than a record may have",
        AvroErrorId.TrailingBytes => "bytes are left after the end of the record",
        AvroErrorId.UnknownFraming => "neither single-object encoding (C3 01) nor the registry's framing (00)",
        AvroErrorId.UnknownSchema => "written with an unknown schema; add it to schemas/released or give --schema-registry",
        AvroErrorId.SchemaNotFetched => "the writer's schema is in a schema registry, and in none that was asked",
        _ => "the writer's schema cannot be read as ours",
    };

    /// <inheritdoc/>
    public override string ToString() =>
        Detail is null ? $"{Code} at byte {Offset}: {Text}" : $"{Code} at byte {Offset}: {Text} ({Detail})";

    /// <summary>The same error, of bytes that begin <paramref name="bytes"/> later in the record.</summary>
    internal AvroError After(int bytes) => Failed ? this with { Offset = Offset + bytes } : this;
}
