using Avro;
using Avro.Generic;
using Avro.IO;
using GangExitStream.Schemas.Binary;
using RecordSchema = GangExitStream.Schemas.Records.RecordSchema;

namespace GangExitStream.Schemas.Resolution;

/// <summary>
/// Translates bodies of another schema version to the current one. When the current schema only adds fields at its end whose default is
/// null, it appends a zero for each of them. Otherwise it uses Avro's schema resolution: Apache.Avro reads the body with both schemas and
/// writes it again, which is slow. Used only for records of other versions. Not thread-safe.
/// </summary>
internal sealed class SchemaTranslator
{
    private readonly Schema _writer;
    private readonly GenericDatumReader<GenericRecord>? _reader;
    private readonly GenericDatumWriter<GenericRecord>? _ours;
    private readonly int _nulls;
    private byte[] _room = [];

    private SchemaTranslator(Schema writer, RecordSchema ours, int nulls) => (_writer, Ours, _nulls) = (writer, ours, nulls);

    private SchemaTranslator(Schema writer, RecordSchema ours)
    {
        (_writer, Ours) = (writer, ours);
        var schema = Schema.Parse(ours.ReadText());
        _reader = new GenericDatumReader<GenericRecord>(writer, schema);
        _ours = new GenericDatumWriter<GenericRecord>(schema);
    }

    /// <summary>The schema of the translated bodies.</summary>
    public RecordSchema Ours { get; }

    /// <summary>The writer's schema has the same Parsing Canonical Form as ours, so no translation is needed.</summary>
    public bool IsIdentity => _reader is null && _nulls == 0;

    /// <summary>Creates a translator; null: the text is not a schema or not compatible, and <paramref name="why"/> has the reason.</summary>
    /// <param name="writerText">The writer's schema.</param>
    /// <param name="ours">The versions of our schema that can be read: the one that needs no resolution, or else the first.</param>
    /// <param name="why">The reason.</param>
    public static SchemaTranslator? TryCreate(string writerText, IReadOnlyList<RecordSchema> ours, out string? why)
    {
        why = null;
        try
        {
            var writer = Schema.Parse(writerText);
            return ours.Select(version => WithoutResolution(writer, version)).FirstOrDefault(found => found is not null) ?? new SchemaTranslator(writer, ours[0]);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // the text is not trusted, and Apache.Avro throws various exceptions
        {
            why = e.Message;
            return null;
        }
    }

    private static SchemaTranslator? WithoutResolution(Schema writer, RecordSchema ours)
    {
        if (ReleasedSchemas.FingerprintOf(writer) == ours.Fingerprint)
            return new SchemaTranslator(writer, ours, nulls: 0);
        return NullsAtTheEnd(writer, Schema.Parse(ours.ReadText())) is var nulls and > 0 ? new SchemaTranslator(writer, ours, nulls) : null;
    }

    /// <summary>Translates one body; the result is valid until the next call.</summary>
    public AvroError Translate(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> ours)
    {
        if (_nulls > 0)
        {
            ours = WithNulls(body); // not checked here: the codec of the current schema checks every byte
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

    /// <summary>Number of null-default fields that the current schema adds at the end; 0: none, or the schemas differ in other ways.</summary>
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

    // The default of a union belongs to its first branch. A test checks that every field added to the schemas has a default.
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
        catch (Exception e) when (e is not OutOfMemoryException) // various exceptions, as above; one bad record must not stop the partition
        {
            return new AvroError(AvroErrorId.IncompatibleSchema, 0, e.Message);
        }
    }
}
