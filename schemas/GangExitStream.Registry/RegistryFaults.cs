using System.Net;
using GangExitStream.Schemas.Registry;
using Newtonsoft.Json;
using ClientException = Confluent.SchemaRegistry.SchemaRegistryException;

namespace GangExitStream.Registry;

/// <summary>Converts exceptions of Confluent's client to error ids and texts.</summary>
internal static class RegistryFaults
{
    /// <summary>The prefix of messages about a failed TLS connection.</summary>
    public const string Tls = "no TLS connection: ";

    private const int LongestDetail = 500;

    /// <summary>The error of an exception; null: neither the registry nor the network caused it.</summary>
    public static (RegistryErrorId Id, string Detail)? Of(Exception e) => e switch
    {
        ClientException answer => (Of(answer.Status), Short($"{(int)answer.Status} {answer.Message}")),
        HttpRequestException { StatusCode: { } status } => (Of(status), Short(e.Message)),
        // When the body is not the JSON of the registry's interface, the client keeps only the status text.
        HttpRequestException when e.Message.Contains(nameof(HttpStatusCode.Unauthorized), StringComparison.Ordinal) => (RegistryErrorId.Unauthorized, Short($"401 {e.Message}")),
        HttpRequestException when e.Message.Contains(Tls, StringComparison.Ordinal) => (RegistryErrorId.NotTrusted, Short(Causes(e))),
        HttpRequestException => (RegistryErrorId.Unavailable, Short(Causes(e))),
        TimeoutException or OperationCanceledException => (RegistryErrorId.Unavailable, "no answer within the request time-out"),
        JsonException => (RegistryErrorId.BadAnswer, "the answer is not JSON of the registry's interface"),
        _ => null,
    };

    /// <summary>The distinct messages of an exception and its inner exceptions.</summary>
    public static string Causes(Exception e)
    {
        var text = e.Message.Replace("HttpRequestException: ", "", StringComparison.Ordinal).Replace(", see inner exception.", "", StringComparison.Ordinal).TrimEnd('.');
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (!text.Contains(inner.Message.TrimEnd('.'), StringComparison.Ordinal))
                text += ": " + inner.Message.TrimEnd('.');
        }
        return text;
    }

    private static RegistryErrorId Of(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => RegistryErrorId.Unavailable,
        HttpStatusCode.Unauthorized => RegistryErrorId.Unauthorized,
        HttpStatusCode.Forbidden => RegistryErrorId.Forbidden,
        HttpStatusCode.NotFound => RegistryErrorId.NotFound,
        HttpStatusCode.Conflict => RegistryErrorId.Incompatible,
        >= HttpStatusCode.BadRequest => RegistryErrorId.Refused,
        _ => RegistryErrorId.BadAnswer,
    };

    // A proxy may answer with an HTML page.
    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").TrimEnd();
        return line.Length > LongestDetail ? line[..LongestDetail] : line;
    }
}
