using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace GangExitStream.Schemas.Registry;

/// <summary>Sends one request to the registry, again where the failure may pass, and turns what comes back into a value.</summary>
internal sealed class RegistryRequester(HttpClient http, SchemaRegistryOptions options, TimeProvider time)
{
    private const int MaxAnswerBytes = 4 << 20;

    private static readonly MediaTypeHeaderValue ContentType = new("application/vnd.schemaregistry.v1+json");

    /// <summary>The answer, or why there is none after all attempts.</summary>
    public async Task<RegistryResult<SchemaAnswer>> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        var pause = options.FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var result = await AttemptAsync(method, path, body, cancellation).ConfigureAwait(false);
            if (result.Error?.Id != RegistryErrorId.Unavailable || attempt >= options.MaxAttempts)
                return result;
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, options.LongestPause.Ticks));
        }
    }

    /// <summary>An answer that the interface doesn't foresee.</summary>
    public RegistryError BadAnswer(HttpMethod method, string path, string detail) => Error(RegistryErrorId.BadAnswer, method, path, detail);

    private async Task<RegistryResult<SchemaAnswer>> AttemptAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using var request = MakeRequest(method, path, body);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, either.Token).ConfigureAwait(false);
            var answer = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Judge(method, path, response.StatusCode, answer);
        }
        catch (HttpRequestException e)
        {
            return new(null, Error(RegistryErrorId.Unavailable, method, path, e.Message));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(null, Error(RegistryErrorId.Unavailable, method, path, $"no answer within {options.AttemptTimeout.TotalSeconds:0.###} s"));
        }
    }

    private HttpRequestMessage MakeRequest(HttpMethod method, string path, byte[]? body)
    {
        var request = new HttpRequestMessage(method, new Uri(options.BaseUrl, path));
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = ContentType } };
        if (options.UserName is { } user)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")));
        return request;
    }

    private RegistryResult<SchemaAnswer> Judge(HttpMethod method, string path, HttpStatusCode status, byte[] answer)
    {
        if ((int)status is >= 200 and < 300)
            return Parse(method, path, answer);
        var id = status switch
        {
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => RegistryErrorId.Unavailable,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RegistryErrorId.Unauthorized,
            HttpStatusCode.NotFound => RegistryErrorId.NotFound,
            HttpStatusCode.Conflict => RegistryErrorId.Incompatible,
            _ => RegistryErrorId.Refused,
        };
        return new(null, Error(id, method, path, $"{(int)status} {MessageOf(answer)}".TrimEnd()));
    }

    private RegistryResult<SchemaAnswer> Parse(HttpMethod method, string path, byte[] answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, RegistryJson.Default.SchemaAnswer) is { } parsed
                ? new(parsed, null)
                : new(null, BadAnswer(method, path, "the answer is null"));
        }
        catch (JsonException)
        {
            return new(null, BadAnswer(method, path, "the answer is not the interface's JSON"));
        }
    }

    // Registries differ in what they send with an error; what isn't the interface's JSON is left out.
    private static string MessageOf(byte[] answer)
    {
        const int Longest = 500;
        try
        {
            var error = JsonSerializer.Deserialize(answer, RegistryJson.Default.ErrorAnswer);
            var text = error?.Message ?? "";
            return text.Length > Longest ? text[..Longest] : text;
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private RegistryError Error(RegistryErrorId id, HttpMethod method, string path, string detail) =>
        new(id, $"{method} {new Uri(options.BaseUrl, path)}", detail);
}
