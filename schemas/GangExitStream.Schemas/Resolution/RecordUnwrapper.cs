using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Schemas.Resolution;

/// <summary>
/// Removes a record's prefix and returns its body in the current schema: a slice of the record if it was written with that schema,
/// otherwise a translated copy. Not thread-safe: each decoder has its own.
/// </summary>
public sealed class RecordUnwrapper
{
    // Forged prefixes must not fill the memory: only schemas that were found are kept, and a limited number of them.
    private const int MaxTranslators = 256;

    private readonly Dictionary<RecordPrefix, (SchemaTranslator? Translator, string? Reason)> _translators = [];
    private readonly RecordSchema[] _ours;
    private readonly RecordPrefix[] _prefixes; // of ours
    private readonly IReadOnlyList<IWriterSchemas> _writers;

    /// <summary>Creates an unwrapper.</summary>
    /// <param name="ours">The current schema.</param>
    /// <param name="writers">The sources of other schemas, in the order in which they are asked.</param>
    public RecordUnwrapper(RecordSchema ours, params IReadOnlyList<IWriterSchemas> writers)
        : this([ours], writers)
    {
    }

    /// <summary>Creates an unwrapper for a codec that reads several versions of a schema.</summary>
    /// <param name="ours">Those versions, the current one first: bodies that are not close to one of them are translated to it.</param>
    /// <param name="writers">The sources of other schemas, in the order in which they are asked.</param>
    internal RecordUnwrapper(RecordSchema[] ours, IReadOnlyList<IWriterSchemas> writers) =>
        (_ours, _prefixes, _writers) = (ours, [.. ours.Select(RecordPrefix.SingleObject)], writers);

    /// <summary>
    /// Returns the body of a record. After <see cref="AvroErrorId.SchemaNotFetched"/>, call <see cref="FetchAsync"/> with the
    /// record's prefix and try again.
    /// </summary>
    public AvroError Unwrap(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> body) => Unwrap(record, out body, out _);

    /// <summary>The same; <paramref name="schema"/> is which of ours the body has.</summary>
    internal AvroError Unwrap(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> body, out RecordSchema schema)
    {
        body = default;
        schema = _ours[0];
        if (!RecordPrefix.TryRead(record, out var prefix))
            return new AvroError(AvroErrorId.UnknownFraming, 0);
        body = record[prefix.Length..];
        for (var i = 0; i < _prefixes.Length; i++)
        {
            if (prefix != _prefixes[i])
                continue;
            schema = _ours[i];
            return AvroError.None;
        }
        return UnwrapOther(prefix, record[prefix.Length..], out body, out schema).After(prefix.Length);
    }

    /// <summary>Fetches a schema from all sources; see <see cref="IWriterSchemas.FetchAsync"/>.</summary>
    public async ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel)
    {
        foreach (var writer in _writers)
            await writer.FetchAsync(prefix, cancel).ConfigureAwait(false);
    }

    private AvroError UnwrapOther(RecordPrefix prefix, ReadOnlySpan<byte> written, out ReadOnlySpan<byte> body, out RecordSchema schema)
    {
        body = written;
        schema = _ours[0];
        if (!TryFind(prefix, out var found))
            return new AvroError(prefix.Framing == FramingKind.Confluent ? AvroErrorId.SchemaNotFetched : AvroErrorId.UnknownSchema, 0, Unknown(prefix));
        if (found.Translator is null)
            return new AvroError(AvroErrorId.IncompatibleSchema, 0, $"{prefix}: {found.Reason}");
        schema = found.Translator.Ours;
        if (found.Translator.IsIdentity)
            return AvroError.None;
        var error = found.Translator.Translate(written, out var translated);
        body = translated;
        return error;
    }

    private string Unknown(RecordPrefix prefix)
    {
        var why = _writers.Select(writer => writer.RefusalReason(prefix)).FirstOrDefault(why => why is not null);
        return why is null ? prefix.ToString() : $"{prefix}: {why}";
    }

    private bool TryFind(RecordPrefix prefix, out (SchemaTranslator? Translator, string? Reason) found) =>
        _translators.TryGetValue(prefix, out found) || TryAdd(prefix, out found);

    // A separate method, because its lambda's closure is allocated at the start of the method.
    private bool TryAdd(RecordPrefix prefix, out (SchemaTranslator? Translator, string? Reason) found)
    {
        found = default;
        var text = _writers.Select(writer => writer.Find(prefix)).FirstOrDefault(text => text is not null);
        if (text is null)
            return false;
        if (_translators.Count >= MaxTranslators)
            _translators.Clear();
        found = (SchemaTranslator.TryCreate(text, _ours, out var why), why);
        _translators[prefix] = found;
        return true;
    }
}
