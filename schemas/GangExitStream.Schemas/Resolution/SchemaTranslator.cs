using Avro;
using Avro.Generic;
using Avro.IO;
using GangExitStream.Schemas.Binary;
using RecordSchema = GangExitStream.Schemas.Records.RecordSchema;

namespace GangExitStream.Schemas.Resolution;

/// <summary>
/// Turns bytes of another schema version into bytes of today's, by Avro's schema resolution: read with Apache.Avro as
/// (writer's, ours), written again as ours. Slow, and only for records of other versions. Not thread-safe.
/// </summary>
internal sealed class SchemaTranslator
{
    private readonly Schema _writer;
    private readonly GenericDatumReader<GenericRecord>? _reader;
    private readonly GenericDatumWriter<GenericRecord>? _ours;

    private SchemaTranslator(Schema writer, Schema? ours)
    {
        _writer = writer;
        if (ours is null)
            return;
        _reader = new GenericDatumReader<GenericRecord>(writer, ours);
        _ours = new GenericDatumWriter<GenericRecord>(ours);
    }

    /// <summary>The writer's schema is ours under another name: its bytes can be read as they are.</summary>
    public bool IsIdentity => _reader is null;

    /// <summary>A translator, or null where the text is no schema or can't be read as ours.</summary>
    public static SchemaTranslator? TryCreate(string writerText, RecordSchema ours, out string? why)
    {
        why = null;
        try
        {
            var writer = Schema.Parse(writerText);
            var identity = ReleasedSchemas.FingerprintOf(writer) == ours.Fingerprint;
            return new SchemaTranslator(writer, identity ? null : Schema.Parse(ours.ReadText()));
        }
        catch (Exception e) when (e is not OutOfMemoryException) // the text is foreign, and Apache.Avro throws what it likes
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>Translates one body.</summary>
    public AvroError Translate(ReadOnlySpan<byte> body, out byte[] ours)
    {
        ours = [];
        var error = AvroSkimmer.Check(body, _writer);
        return error.Failed ? error : Resolve(body, out ours);
    }

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
