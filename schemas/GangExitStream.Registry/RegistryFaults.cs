using System.Net;
using GangExitStream.Schemas.Registry;
using Newtonsoft.Json;
using ClientException = Confluent.SchemaRegistry.SchemaRegistryException;

namespace GangExitStream.Registry;

/// <summary>What Confluent's client throws, as a value.</summary>
internal static class RegistryFaults
{
    private const int LongestDetail = 500;

    /// <summary>Null: not the registry's or the network's fault.</summary>
    public static (RegistryErrorId Id, string Detail)? Of(Exception e) => e switch
    {
        ClientException answer => (Of(answer.Status), Short($"{(int)answer.Status} {answer.Message}")),
        HttpRequestException { StatusCode: { } status } => (Of(status), Short(e.Message)),
        // Of a refusal whose body isn't the interface's JSON the client keeps the words only.
        HttpRequestException when e.Message.Contains(nameof(HttpStatusCode.Unauthorized), StringComparison.Ordinal) => (RegistryErrorId.Unauthorized, Short($"401 {e.Message}")),
        HttpRequestException => (RegistryErrorId.Unavailable, Short(Innermost(e))),
        TimeoutException or OperationCanceledException => (RegistryErrorId.Unavailable, "no answer within the request's time"),
        JsonException => (RegistryErrorId.BadAnswer, "the answer is not the interface's JSON"),
        _ => null,
    };

    private static RegistryErrorId Of(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => RegistryErrorId.Unavailable,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RegistryErrorId.Unauthorized,
        HttpStatusCode.NotFound => RegistryErrorId.NotFound,
        HttpStatusCode.Conflict => RegistryErrorId.Incompatible,
        >= HttpStatusCode.BadRequest => RegistryErrorId.Refused,
        _ => RegistryErrorId.BadAnswer,
    };

    private static string Innermost(Exception e) => e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message}: {inner.Message}" : e.Message;

    // A proxy may send a page of HTML with its refusal.
    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").TrimEnd();
        return line.Length > LongestDetail ? line[..LongestDetail] : line;
    }
}
