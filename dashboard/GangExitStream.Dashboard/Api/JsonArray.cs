using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GangExitStream.Dashboard.Api;

/// <summary>Sends an array while it is written: 100,000 VMs are 50 MB, which are never in memory as a whole.</summary>
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
        await using var json = new Utf8JsonWriter(response.BodyWriter); // not the relaxed encoder, so that there is no < if a browser interprets the answer as HTML
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
