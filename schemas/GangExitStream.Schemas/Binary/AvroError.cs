namespace GangExitStream.Schemas.Binary;

/// <summary>The error of a record. The default value means success.</summary>
/// <param name="Id">The reason.</param>
/// <param name="Offset">Byte offset of the error in the record.</param>
/// <param name="Detail">Further information, such as a fingerprint; null: none.</param>
public readonly record struct AvroError(AvroErrorId Id, int Offset, string? Detail = null)
{
    /// <summary>Success.</summary>
    public static AvroError None => default;

    /// <summary>It is an error.</summary>
    public bool Failed => Id != AvroErrorId.None;

    /// <summary>The stable code in logs and dead letters, such as <c>AVRO-06</c>.</summary>
    public string Code => string.Create(null, $"AVRO-{(int)Id:00}");

    /// <summary>Description of the reason.</summary>
    public string Text => Id switch
    {
        AvroErrorId.None => "no error",
        AvroErrorId.Truncated => "the record ends in the middle of a value",
        AvroErrorId.NumberTooLong => "a variable-length number has more than 64 bits",
        AvroErrorId.OutOfRange => "a value does not fit its field",
        AvroErrorId.BadBoolean => "a boolean is neither 0 nor 1",
        AvroErrorId.BadUtf8 => "a string is not UTF-8",
        AvroErrorId.ForgedLength => "a length or count is negative or larger than the record",
        AvroErrorId.UnknownBranch => "the schema does not have this union branch or enum symbol",
        AvroErrorId.TooLarge => "more items or bytes than a record may have",
        AvroErrorId.TrailingBytes => "bytes are left after the end of the record",
        AvroErrorId.UnknownFraming => "the record begins with neither single-object encoding (C3 01) nor the registry's framing (00)",
        AvroErrorId.UnknownSchema => "the record was written with an unknown schema; add it to schemas/released or set --schema-registry",
        AvroErrorId.SchemaNotFetched => "the writer's schema is in a schema registry, but was not found in the one that was asked",
        _ => "the writer's schema is not compatible with the current schema",
    };

    /// <inheritdoc/>
    public override string ToString() =>
        Detail is null ? $"{Code} at byte {Offset}: {Text}" : $"{Code} at byte {Offset}: {Text} ({Detail})";

    /// <summary>The same error with its offset moved by <paramref name="bytes"/>.</summary>
    internal AvroError After(int bytes) => Failed ? this with { Offset = Offset + bytes } : this;
}
