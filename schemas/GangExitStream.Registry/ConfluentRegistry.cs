using System.Collections.Concurrent;
using Confluent.SchemaRegistry;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Registry;

/// <summary>A schema registry, accessed with Confluent's client, which tries several URLs and retries according to its properties. Thread-safe.</summary>
public sealed class ConfluentRegistry : ISchemaRegistry, IDisposable
{
    // Ids come from records: forged ones must not fill the memory.
    private const int MaxSchemas = 4096;

    // Most versions of a subject that are compared; this project's subjects have a few.
    private const int MaxVersions = 100;

    private readonly CachedSchemaRegistryClient _client;
    private readonly RegistryUrls _urls;
    private readonly bool _mayRegister;
    private readonly ConcurrentDictionary<ulong, string> _texts = new();
    private readonly ConcurrentDictionary<ulong, string> _refused = new(); // ids with a definite negative answer, and its text

    /// <summary>Creates the client; it connects on the first request.</summary>
    /// <exception cref="ArgumentException">A property is unknown or has an invalid value; the message names it.</exception>
    public ConfluentRegistry(RegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_urls, _mayRegister) = (options.Urls, options.MayRegister);
        var tls = RegistryTls.Of(options.Properties);
        _client = new CachedSchemaRegistryClient(options.ToConfig());
        RegistryConnections.Replace(_client, tls, options.ToProxy());
    }

    /// <inheritdoc/>
    public async Task<RegistryResult<int>> RegisterAsync(string subject, string schema, CancellationToken cancel) =>
        Known(await RegisterOrLookUpAsync(subject, schema, cancel).ConfigureAwait(false), schema);

    /// <inheritdoc/>
    public async Task<RegistryResult<int>> LookUpAsync(string subject, string schema, CancellationToken cancel) =>
        Known(await IdOfAsync(subject, schema, cancel).ConfigureAwait(false), schema);

    /// <inheritdoc/>
    public string? Find(RecordPrefix prefix) =>
        prefix.Framing == FramingKind.Confluent ? _texts.GetValueOrDefault(prefix.Id) : null;

    /// <inheritdoc/>
    public string? RefusalReason(RecordPrefix prefix) =>
        prefix.Framing == FramingKind.Confluent ? _refused.GetValueOrDefault(prefix.Id) : null;

    /// <inheritdoc/>
    public async ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel)
    {
        if (prefix.Framing != FramingKind.Confluent || _texts.ContainsKey(prefix.Id) || _refused.ContainsKey(prefix.Id))
            return;
        var (text, error) = await FetchAsync(prefix.Id, cancel).ConfigureAwait(false);
        if (error is null)
            Keep(_texts, prefix.Id, text!);
        else if (error.IsDefinite)
            Keep(_refused, prefix.Id, error.Detail);
        else
            throw new Schemas.Registry.SchemaRegistryException(error);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<RegistryResult<int>> RegisterOrLookUpAsync(string subject, string schema, CancellationToken cancel)
    {
        var found = await IdOfAsync(subject, schema, cancel).ConfigureAwait(false);
        if (found.Error is not { Id: RegistryErrorId.NotFound or RegistryErrorId.Forbidden or RegistryErrorId.Refused } absent)
            return found;
        if (!_mayRegister)
            return NotRegistered(subject, absent, "registering is turned off (schema.registry.auto.register.schemas)");
        var registered = await IdAsync($"register {subject}", () => _client.RegisterSchemaAsync(subject, Avro(schema)), cancel).ConfigureAwait(false);
        if (registered.Error is { Id: RegistryErrorId.Incompatible } && await IdOfAsync(subject, schema, cancel).ConfigureAwait(false) is { Error: null } other)
            return other; // another instance registered it between the two requests
        return registered.Error is { Id: RegistryErrorId.Forbidden or RegistryErrorId.Refused or RegistryErrorId.NotFound } refusal
            ? NotRegistered(subject, absent, $"registering it was refused: {refusal.Detail}")
            : registered;
    }

    private async Task<RegistryResult<int>> IdOfAsync(string subject, string schema, CancellationToken cancel)
    {
        var found = await IdAsync($"look up {subject}", () => _client.GetSchemaIdAsync(subject, Avro(schema)), cancel).ConfigureAwait(false);
        return found.Error is { Id: RegistryErrorId.NotFound or RegistryErrorId.Forbidden or RegistryErrorId.Refused } error
            && await IdOfSameAsync(subject, schema, cancel).ConfigureAwait(false) is { } id ? new(id, null) : found;
    }

    /// <summary>Keeps the text of an id: records with it can be read without another request.</summary>
    private RegistryResult<int> Known(RegistryResult<int> result, string schema)
    {
        if (result.Error is null)
            Keep(_texts, (ulong)result.Value, schema);
        return result;
    }

    /// <summary>
    /// The id of a version with an equivalent schema (the same Parsing Canonical Form of Avro): schemas registered by other tools often differ in their
    /// text. Uses only GET, because some registries or proxies do not permit POST.
    /// </summary>
    private async Task<int?> IdOfSameAsync(string subject, string schema, CancellationToken cancel)
    {
        var what = $"versions of {subject}";
        var (versions, error) = await AskAsync(what, () => _client.GetSubjectVersionsAsync(subject), cancel).ConfigureAwait(false);
        if (error is not null || versions is null)
            return null;
        foreach (var version in versions.OrderDescending().Take(MaxVersions))
        {
            var (registered, problem) = await AskAsync(what, () => _client.GetRegisteredSchemaAsync(subject, version, ignoreDeletedSchemas: true), cancel).ConfigureAwait(false);
            if (problem is null && registered is { Id: > 0, SchemaType: SchemaType.Avro, SchemaString: { } text } && AvroText.AreSame(text, schema))
                return registered.Id;
        }
        return null;
    }

    private RegistryResult<int> NotRegistered(string subject, RegistryError absent, string why) =>
        new(0, Error(RegistryErrorId.NotRegistered, $"schema of {subject}", $"not found ({absent.Detail}), and {why}"));

    private static Schema Avro(string text) => new(text, SchemaType.Avro);

    // Ids of registries begin at 1. The client returns 0 when the answer has no id.
    private async Task<RegistryResult<int>> IdAsync(string what, Func<Task<int>> request, CancellationToken cancel)
    {
        var (id, error) = await AskAsync(what, request, cancel).ConfigureAwait(false);
        return error is null && id <= 0 ? new(0, Error(RegistryErrorId.BadAnswer, what, "the answer has no id")) : new(id, error);
    }

    private async Task<RegistryResult<string>> FetchAsync(ulong id, CancellationToken cancel)
    {
        var what = $"schema {id}";
        if (id is 0 or > int.MaxValue) // ids of registries are from 1 to 2^31 - 1
            return new(null, Error(RegistryErrorId.NotFound, what, "no registry has such an id"));
        var (schema, error) = await AskAsync(what, () => _client.GetSchemaAsync((int)id), cancel).ConfigureAwait(false);
        if (error is not null)
            return new(null, error);
        if (schema?.SchemaString is not { } text)
            return new(null, Error(RegistryErrorId.BadAnswer, what, "the answer has no schema"));
        return schema.SchemaType == SchemaType.Avro ? new(text, null) : new(null, Error(RegistryErrorId.NotAvro, what, $"the schema is of type {schema.SchemaType}"));
    }

    private async Task<RegistryResult<T>> AskAsync<T>(string what, Func<Task<T>> request, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return new(await request().WaitAsync(cancel).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (RegistryFaults.Of(e) is { } fault)
        {
            return new(default, Error(fault.Id, what, fault.Detail));
        }
    }

    private RegistryError Error(RegistryErrorId id, string what, string detail) => new(id, $"{_urls}, {what}", detail);

    private static void Keep(ConcurrentDictionary<ulong, string> kept, ulong id, string text)
    {
        if (kept.Count >= MaxSchemas)
            kept.Clear();
        kept[id] = text;
    }
}
