using System.Net;
using System.Net.Security;
using System.Reflection;
using Confluent.SchemaRegistry;

namespace GangExitStream.Registry;

/// <summary>
/// The connections of Confluent's client, replaced by ours. Those of version 2.16.0 take any server for the registry, whatever its name and
/// whoever signed its certificate, once it shows the authority's, and refuse one that doesn't send it; and they keep back why a connection
/// failed. There is no constructor that takes others. tests/Integration/Registry holds what these do.
/// </summary>
internal static class RegistryConnections
{
    private const BindingFlags Private = BindingFlags.NonPublic | BindingFlags.Instance;

    /// <summary>Before the first request.</summary>
    /// <exception cref="MissingFieldException">The client is of another version than the one that this is written for.</exception>
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

    /// <summary>Puts the whole chain of causes into the message: Confluent's client keeps nothing else.</summary>
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

        // TLS 1.3: a server that misses the client's certificate says so, or just ends, after the handshake.
        private string TextOf(HttpRequestException e, HttpRequestMessage request) => e.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => RegistryFaults.Tls + RegistryFaults.Causes(e),
            HttpRequestError.ResponseEnded or HttpRequestError.Unknown when request.RequestUri?.Scheme == Uri.UriSchemeHttps && inner.SslOptions.ClientCertificateContext is null =>
                RegistryFaults.Causes(e) + " (the registry may want a client's certificate: schema.registry.ssl.keystore.location)",
            _ => RegistryFaults.Causes(e),
        };
    }
}
