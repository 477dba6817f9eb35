using System.Net;
using System.Net.Security;
using System.Reflection;
using Confluent.SchemaRegistry;

namespace GangExitStream.Registry;

/// <summary>
/// Replaces the HTTP connections of Confluent's client. With ssl.ca.location, version 2.16.0 accepts every server that sends the authority's
/// certificate, without a check of host name and signature, and rejects a server that does not send it. It also hides the reason of a failed
/// connection. The client has no constructor for other connections. tests/Integration/Registry tests the replacement.
/// </summary>
internal static class RegistryConnections
{
    private const BindingFlags Private = BindingFlags.NonPublic | BindingFlags.Instance;

    /// <summary>Replaces the connections; call it before the first request.</summary>
    /// <exception cref="MissingFieldException">This version of the client does not have the expected fields.</exception>
    public static void Replace(CachedSchemaRegistryClient client, SslClientAuthenticationOptions tls, IWebProxy? proxy)
    {
        var service = typeof(CachedSchemaRegistryClient).GetField("restService", Private)?.GetValue(client) as RestService;
        if (typeof(RestService).GetField("clients", Private)?.GetValue(service ?? throw Missing("restService")) is not List<HttpClient> clients)
            throw Missing("clients");
        for (var i = 0; i < clients.Count; i++)
        {
            using var theirs = clients[i];
            clients[i] = new HttpClient(new FailureTexts(new SocketsHttpHandler { SslOptions = tls, Proxy = proxy }))
            {
                BaseAddress = theirs.BaseAddress,
                Timeout = theirs.Timeout,
            };
        }
    }

    private static MissingFieldException Missing(string field) => new($"Confluent.SchemaRegistry {typeof(RestService).Assembly.GetName().Version}: no {field}");

    /// <summary>Adds the inner exceptions' messages to the exception's message, because Confluent's client keeps only the latter.</summary>
    private sealed class FailureTexts(SocketsHttpHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException e)
            {
                throw new HttpRequestException(e.HttpRequestError, TextOf(e, request), e.InnerException, e.StatusCode);
            }
        }

        // In TLS 1.3, a server that requires a client certificate rejects the client, or closes the connection, only after the handshake.
        private string TextOf(HttpRequestException e, HttpRequestMessage request) => e.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => RegistryFaults.Tls + RegistryFaults.Causes(e),
            HttpRequestError.ResponseEnded or HttpRequestError.Unknown when request.RequestUri?.Scheme == Uri.UriSchemeHttps && inner.SslOptions.ClientCertificateContext is null =>
                RegistryFaults.Causes(e) + " (the registry may want a client's certificate: schema.registry.ssl.keystore.location)",
            _ => RegistryFaults.Causes(e),
        };
    }
}
