namespace GangExitStream.Schemas.Framing;

/// <summary>How a record names its writer's schema.</summary>
public enum FramingKind : byte
{
    /// <summary>Avro's single-object encoding: C3 01, then the schema's CRC-64-AVRO fingerprint, little-endian.</summary>
    SingleObject = 0,

    /// <summary>The Confluent framing: 0, then the schema's id in the registry, 32 bits big-endian.</summary>
    Confluent = 1,
}
