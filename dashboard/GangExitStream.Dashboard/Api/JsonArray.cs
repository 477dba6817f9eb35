using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GangExitStream.Dashboard.Api;

/// <summary>An array as an answer, sent as it is written: 100,000 VMs are 50 MB that nobody holds as a whole.</summary>
internal static class JsonArray
{
    private const int SendAt = 64 << 10;

    public static async Task SendAsync<T>(HttpContext context, IEnumerable<T> items, Action<T, Utf8JsonWriter> write)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        response.Headers[HeaderNames.CacheControl] = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await using var json = new Utf8JsonWriter(response.BodyWriter); // not the relaxed encoder: an answer that a browser takes for HTML shall have no < in it
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(item, json);
            if (json.BytesPending < SendAt)
                continue;
            json.Flush();
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        json.WriteEndArray();
        await json.FlushAsync(context.RequestAborted);
    }
}
