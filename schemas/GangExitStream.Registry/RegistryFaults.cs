using System.Net;
using GangExitStream.Schemas.Registry;
using Newtonsoft.Json;
using ClientException = Confluent.SchemaRegistry.SchemaRegistryException;

namespace GangExitStream.Registry;

/// <summary>What Confluent's client throws, as a value.</summary>
internal static class RegistryFaults
{
    /// <summary>What a message begins with where no TLS connection came about.</summary>
    public const string Tls = "no TLS connection: ";

    private const int LongestDetail = 500;

    /// <summary>Null: not the registry's or the network's fault.</summary>
    public static (RegistryErrorId Id, string Detail)? Of(Exception e) => e switch
    {
        ClientException answer => (Of(answer.Status), Short($"{(int)answer.Status} {answer.Message}")),
        HttpRequestException { StatusCode: { } status } => (Of(status), Short(e.Message)),
        // Of a refusal whose body isn't the interface's JSON the client keeps the words only.
        HttpRequestException when e.Message.Contains(nameof(HttpStatusCode.Unauthorized), StringComparison.Ordinal) => (RegistryErrorId.Unauthorized, Short($"401 {e.Message}")),
        HttpRequestException when e.Message.Contains(Tls, StringComparison.Ordinal) => (RegistryErrorId.NotTrusted, Short(Causes(e))),
        HttpRequestException => (RegistryErrorId.Unavailable, Short(Causes(e))),
        TimeoutException or OperationCanceledException => (RegistryErrorId.Unavailable, "no answer within the request's time"),
        JsonException => (RegistryErrorId.BadAnswer, "the answer is not the interface's JSON"),
        _ => null,
    };

    /// <summary>The messages of an exception and of what caused it, each once.</summary>
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

    // A proxy may send a page of HTML with its refusal.
    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").TrimEnd();
        return line.Length > LongestDetail ? line[..LongestDetail] : line;
    }
}
