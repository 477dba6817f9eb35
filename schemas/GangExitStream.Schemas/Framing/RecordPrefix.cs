using System.Buffers.Binary;
using System.Runtime.InteropServices;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Schemas.Framing;

/// <summary>
/// The first bytes of a record, which name its writer's schema. Writers use one of the framings; readers accept both, because their
/// first bytes differ.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecordPrefix
{
    /// <summary>Most bytes of a prefix.</summary>
    public const int MaxLength = SingleObjectLength;

    private const int SingleObjectLength = 10;
    private const int ConfluentLength = 5;
    private const ushort SingleObjectMarker = 0xc301;

    private RecordPrefix(FramingKind framing, ulong id) => (Framing, Id) = (framing, id);

    /// <summary>The framing.</summary>
    public FramingKind Framing { get; }

    /// <summary>The schema's fingerprint, or its id in the registry.</summary>
    public ulong Id { get; }

    /// <summary>Number of bytes of the prefix; the body follows.</summary>
    public int Length => Framing == FramingKind.SingleObject ? SingleObjectLength : ConfluentLength;

    /// <summary>Single-object encoding with one of the current schemas.</summary>
    public static RecordPrefix SingleObject(RecordSchema schema) => new(FramingKind.SingleObject, schema.Fingerprint);

    /// <summary>Single-object encoding with any schema, by its fingerprint.</summary>
    public static RecordPrefix SingleObject(ulong fingerprint) => new(FramingKind.SingleObject, fingerprint);

    /// <summary>The Confluent framing with a schema's id in the registry.</summary>
    public static RecordPrefix Confluent(int schemaId) => new(FramingKind.Confluent, (uint)schemaId);

    /// <summary>Reads a record's prefix. False: the record has neither framing.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out RecordPrefix prefix)
    {
        prefix = default;
        if (record.Length >= SingleObjectLength && BinaryPrimitives.ReadUInt16BigEndian(record) == SingleObjectMarker)
            prefix = new(FramingKind.SingleObject, BinaryPrimitives.ReadUInt64LittleEndian(record[2..]));
        else if (record.Length >= ConfluentLength && record[0] == 0)
            prefix = new(FramingKind.Confluent, BinaryPrimitives.ReadUInt32BigEndian(record[1..]));
        else
            return false;
        return true;
    }

    /// <summary>Writes the prefix; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        if (Framing == FramingKind.SingleObject)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, SingleObjectMarker);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[2..], Id);
            return SingleObjectLength;
        }
        destination[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)Id);
        return ConfluentLength;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Framing == FramingKind.SingleObject ? $"schema fingerprint {Id:x16}" : $"schema id {Id}";
}
