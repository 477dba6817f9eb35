using System.Collections.Concurrent;
using System.Text.Json;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Schemas.Registry;

/// <summary>
/// Client of a schema registry with the Confluent REST interface (v7): as much as producers and readers of our records
/// need. What it has learnt it keeps; ids and their schemas never change. Thread-safe.
/// </summary>
public sealed class SchemaRegistryClient(HttpClient http, SchemaRegistryOptions options, TimeProvider? time = null) : IWriterSchemas
{
    // Ids come from records, and a forged one must not fill the memory.
    private const int MaxSchemas = 4096;

    private readonly RegistryRequester _requester = new(http, options, time ?? TimeProvider.System);
    private readonly ConcurrentDictionary<int, string> _texts = new();
    private readonly ConcurrentDictionary<int, bool> _unknown = new(); // to the registry
    private readonly ConcurrentDictionary<(string Subject, string Schema), int> _ids = new();

    /// <summary>The subject of a topic's values, by the registry's default naming.</summary>
    public static string SubjectOf(string topic) => topic + "-value";

    /// <summary>The id of a schema under a subject, registered if it is new there.</summary>
    public Task<RegistryResult<int>> RegisterAsync(string subject, string schema, CancellationToken cancellation) =>
        IdAsync(subject, schema, "/versions", cancellation);

    /// <summary>The id of a schema under a subject, for writers that may not register.</summary>
    public Task<RegistryResult<int>> LookUpAsync(string subject, string schema, CancellationToken cancellation) =>
        IdAsync(subject, schema, "", cancellation);

    /// <summary>The text of a schema by its id; from then on <see cref="Find"/> knows it.</summary>
    public async Task<RegistryResult<string>> FetchAsync(int id, CancellationToken cancellation)
    {
        if (_texts.TryGetValue(id, out var known))
            return new(known, null);
        var path = $"schemas/ids/{(uint)id}";
        var (answer, error) = await _requester.SendAsync(HttpMethod.Get, path, null, cancellation).ConfigureAwait(false);
        if (error is not null)
            return new(null, error);
        if (answer!.Schema is not { } text || answer.SchemaType is not (null or "AVRO"))
            return new(null, _requester.BadAnswer(HttpMethod.Get, path, "the answer holds no Avro schema"));
        if (_texts.Count < MaxSchemas)
            _texts[id] = text;
        return new(text, null);
    }

    /// <inheritdoc/>
    public string? Find(RecordPrefix prefix) =>
        prefix.Framing == FramingKind.Confluent && _texts.TryGetValue((int)(uint)prefix.Id, out var text) ? text : null;

    /// <inheritdoc/>
    public async ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel)
    {
        var id = (int)(uint)prefix.Id;
        if (prefix.Framing != FramingKind.Confluent || _unknown.ContainsKey(id))
            return;
        var (_, error) = await FetchAsync(id, cancel).ConfigureAwait(false);
        if (error is null)
            return;
        if (error.Id != RegistryErrorId.NotFound)
            throw new SchemaRegistryException(error);
        if (_unknown.Count < MaxSchemas)
            _unknown[id] = true;
    }

    // POST /subjects/SUBJECT/versions registers, POST /subjects/SUBJECT looks up; both take and give the same.
    private async Task<RegistryResult<int>> IdAsync(string subject, string schema, string action, CancellationToken cancellation)
    {
        if (_ids.TryGetValue((subject, schema), out var known))
            return new(known, null);
        var path = $"subjects/{Uri.EscapeDataString(subject)}{action}";
        var body = JsonSerializer.SerializeToUtf8Bytes(new SchemaRequest(schema), RegistryJson.Default.SchemaRequest);
        var (answer, error) = await _requester.SendAsync(HttpMethod.Post, path, body, cancellation).ConfigureAwait(false);
        if (error is not null)
            return new(0, error);
        if (answer!.Id is not { } id)
            return new(0, _requester.BadAnswer(HttpMethod.Post, path, "the answer holds no id"));
        _ids[(subject, schema)] = id;
        _texts[id] = schema;
        return new(id, null);
    }
}
