using System.Net;
using System.Text;
using System.Text.Json;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>
/// An OIDC token endpoint (client credentials). A request with the secret gets a token for its client id. The token has no signature; the
/// tests' broker does not require one.
/// </summary>
internal sealed class TokenEndpoint : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _secret;

    public TokenEndpoint(int port, string secret)
    {
        _secret = secret;
        Address = new Uri($"http://localhost:{port}/token/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // A client that went away doesn't end the service; its own end does.
                if (!_listener.IsListening)
                    return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var login = Encoding.UTF8.GetString(Convert.FromBase64String(context.Request.Headers["Authorization"]!["Basic ".Length..])).Split(':');
        var known = login[1] == _secret;
        context.Response.StatusCode = known ? 200 : 401;
        context.Response.ContentType = "application/json";
        object answer = known ? new { access_token = Token(login[0]), token_type = "Bearer", expires_in = 3600 } : new { error = "invalid_client" };
        context.Response.Close(JsonSerializer.SerializeToUtf8Bytes(answer), willBlock: false);
    }

    private static string Token(string user)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return $"{Part(new { alg = "none" })}.{Part(new { sub = user, iat = now - 10, exp = now + 3600 })}.";
    }

    private static string Part(object json) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
