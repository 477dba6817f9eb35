using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Schemas.Resolution;

/// <summary>
/// Takes a record's prefix off and yields its body in today's schema: a slice of the record where that is what it was
/// written with, else a translated copy. Not thread-safe: one for each decoder.
/// </summary>
/// <param name="ours">What the body shall be.</param>
/// <param name="writers">Where other schemas may be known, in the order to ask.</param>
public sealed class RecordUnwrapper(RecordSchema ours, params IReadOnlyList<IWriterSchemas> writers)
{
    // A forged prefix must not fill the memory: only schemas that were found are kept, and of those not many.
    private const int MaxTranslators = 256;

    private readonly Dictionary<RecordPrefix, (SchemaTranslator? Translator, string? Why)> _translators = [];
    private readonly RecordPrefix _today = RecordPrefix.SingleObject(ours);

    /// <summary>
    /// The body of a record. <see cref="AvroErrorId.SchemaNotFetched"/> says that the registry may know the schema:
    /// fetch it by the prefix's id, then try again.
    /// </summary>
    public AvroError Unwrap(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (!RecordPrefix.TryRead(record, out var prefix))
            return new AvroError(AvroErrorId.UnknownFraming, 0);
        if (prefix != _today)
            return UnwrapOther(prefix, record[prefix.Length..], out body).After(prefix.Length);
        body = record[prefix.Length..];
        return AvroError.None;
    }

    /// <summary>After <see cref="AvroErrorId.SchemaNotFetched"/>: asks whoever may know the schema. Then unwrap again.</summary>
    public async ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel)
    {
        foreach (var writer in writers)
            await writer.FetchAsync(prefix, cancel).ConfigureAwait(false);
    }

    private AvroError UnwrapOther(RecordPrefix prefix, ReadOnlySpan<byte> written, out ReadOnlySpan<byte> body)
    {
        body = written;
        if (!TryFind(prefix, out var found))
            return new AvroError(prefix.Framing == FramingKind.Confluent ? AvroErrorId.SchemaNotFetched : AvroErrorId.UnknownSchema, 0, Unknown(prefix));
        if (found.Translator is null)
            return new AvroError(AvroErrorId.IncompatibleSchema, 0, $"{prefix}: {found.Why}");
        if (found.Translator.IsIdentity)
            return AvroError.None;
        var error = found.Translator.Translate(written, out var translated);
        body = translated;
        return error;
    }

    private string Unknown(RecordPrefix prefix)
    {
        var why = writers.Select(writer => writer.WhyNot(prefix)).FirstOrDefault(why => why is not null);
        return why is null ? prefix.ToString() : $"{prefix}: {why}";
    }

    private bool TryFind(RecordPrefix prefix, out (SchemaTranslator? Translator, string? Why) found) =>
        _translators.TryGetValue(prefix, out found) || TryAdd(prefix, out found);

    // In a method of its own: its lambda costs an allocation from its first line on.
    private bool TryAdd(RecordPrefix prefix, out (SchemaTranslator? Translator, string? Why) found)
    {
        found = default;
        var text = writers.Select(writer => writer.Find(prefix)).FirstOrDefault(text => text is not null);
        if (text is null)
            return false;
        if (_translators.Count >= MaxTranslators)
            _translators.Clear();
        found = (SchemaTranslator.TryCreate(text, ours, out var why), why);
        _translators[prefix] = found;
        return true;
    }
}
