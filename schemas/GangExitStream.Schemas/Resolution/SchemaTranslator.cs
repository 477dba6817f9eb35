using Avro;
using Avro.Generic;
using Avro.IO;
using GangExitStream.Schemas.Binary;
using RecordSchema = GangExitStream.Schemas.Records.RecordSchema;

namespace GangExitStream.Schemas.Resolution;

/// <summary>
/// Turns bytes of another schema version into bytes of today's, by Avro's schema resolution: read with Apache.Avro as
/// (writer's, ours), written again as ours: slow. Where ours only has further fields at its end, null by default, their zeros are
/// appended: nothing of the body has to be read. Only for records of other versions. Not thread-safe.
/// </summary>
internal sealed class SchemaTranslator
{
    private readonly Schema _writer;
    private readonly GenericDatumReader<GenericRecord>? _reader;
    private readonly GenericDatumWriter<GenericRecord>? _ours;
    private readonly int _nulls;
    private byte[] _room = [];

    private SchemaTranslator(Schema writer, Schema ours, bool identity)
    {
        _writer = writer;
        IsIdentity = identity;
        _nulls = NullsAtTheEnd(writer, ours);
        if (identity || _nulls > 0)
            return;
        _reader = new GenericDatumReader<GenericRecord>(writer, ours);
        _ours = new GenericDatumWriter<GenericRecord>(ours);
    }

    /// <summary>The writer's schema is ours under another name: its bytes can be read as they are.</summary>
    public bool IsIdentity { get; }

    /// <summary>A translator, or null where the text is no schema or can't be read as ours.</summary>
    public static SchemaTranslator? TryCreate(string writerText, RecordSchema ours, out string? why)
    {
        why = null;
        try
        {
            var writer = Schema.Parse(writerText);
            var identity = ReleasedSchemas.FingerprintOf(writer) == ours.Fingerprint;
            return new SchemaTranslator(writer, Schema.Parse(ours.ReadText()), identity);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // the text is foreign, and Apache.Avro throws what it likes
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>Translates one body; the result is valid until the next call.</summary>
    public AvroError Translate(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> ours)
    {
        if (_nulls > 0)
        {
            ours = WithNulls(body); // ours' decoder checks every byte of it
            return AvroError.None;
        }
        ours = default;
        var error = AvroSkimmer.Check(body, _writer);
        if (error.Failed)
            return error;
        error = Resolve(body, out var written);
        ours = written;
        return error;
    }

    private ReadOnlySpan<byte> WithNulls(ReadOnlySpan<byte> body)
    {
        var length = body.Length + _nulls;
        if (_room.Length < length)
            _room = new byte[Math.Max(length, 2 * _room.Length)];
        body.CopyTo(_room);
        _room.AsSpan(body.Length, _nulls).Clear();
        return _room.AsSpan(0, length);
    }

    /// <summary>How many fields ours has behind the writer's, which are the same; 0 where that isn't all that differs.</summary>
    private static int NullsAtTheEnd(Schema writer, Schema ours)
    {
        const string End = "]}";
        var (theirs, all) = (SchemaNormalization.ToParsingForm(writer), SchemaNormalization.ToParsingForm(ours));
        if (writer is not global::Avro.RecordSchema { Count: > 0 } less || ours is not global::Avro.RecordSchema more || less.Count >= more.Count
            || !theirs.EndsWith(End, StringComparison.Ordinal) || !all.StartsWith(theirs[..^End.Length] + ",", StringComparison.Ordinal))
            return 0;
        var added = more.Fields.Skip(less.Count).ToArray();
        return added.All(IsNullByDefault) ? added.Length : 0;
    }

    // A union's default is of its first branch; a test holds that every field which was added to our schemas has one.
    private static bool IsNullByDefault(Field field) => field.Schema is UnionSchema { Count: > 0 } union && union[0].Tag == Schema.Type.Null;

    private AvroError Resolve(ReadOnlySpan<byte> body, out byte[] ours)
    {
        ours = [];
        try
        {
            using var input = new MemoryStream(body.ToArray());
            using var output = new MemoryStream();
            _ours!.Write(_reader!.Read(null!, new BinaryDecoder(input)), new BinaryEncoder(output));
            ours = output.ToArray();
            return AvroError.None;
        }
        catch (Exception e) when (e is not OutOfMemoryException) // as above: a partition never stops for one record
        {
            return new AvroError(AvroErrorId.IncompatibleSchema, 0, e.Message);
        }
    }
}
