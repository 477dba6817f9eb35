namespace GangExitStream.Tests.Integration.Security;

/// <summary>The properties files of users, one for each way to log in.</summary>
internal sealed class ClientFiles(string folder, Certificates authority, string secret)
{
    private int _written;

    /// <summary>As Java's clients take it.</summary>
    public string Scram(string user, string password) => Write($"scram-{user}", $"""
        security.protocol=SASL_SSL
        sasl.mechanism=SCRAM-SHA-512
        sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="{user}" password="{password}";
        ssl.truststore.type=PEM
        ssl.truststore.location={authority.AuthorityFile}
        """);

    /// <summary>As librdkafka names it.</summary>
    public string Plain(string user, string? password = null, string? trusted = null) => Write($"plain-{user}", $"""
        security.protocol=SASL_SSL
        sasl.mechanism=PLAIN
        sasl.username={user}
        sasl.password={password ?? secret}
        ssl.ca.location={trusted ?? authority.AuthorityFile}
        """);

    /// <summary>A client's certificate, its key under a password.</summary>
    public string Certificate(string user) => Write($"certificate-{user}", $"""
        security.protocol=SSL
        ssl.truststore.type=PEM
        ssl.truststore.location={authority.AuthorityFile}
        ssl.keystore.type=PKCS12
        ssl.keystore.location={authority.IssueClient(user, secret)}
        ssl.keystore.password={secret}
        """);

    /// <summary>A token from an endpoint, as Java's clients take it.</summary>
    public string Token(string user, string password, Uri endpoint) => Write($"token-{user}", $"""
        security.protocol=SASL_SSL
        sasl.mechanism=OAUTHBEARER
        sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler
        sasl.oauthbearer.token.endpoint.url={endpoint}
        sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId="{user}" clientSecret="{password}";
        ssl.truststore.type=PEM
        ssl.truststore.location={authority.AuthorityFile}
        """);

    // A file of its own each time: another run may be reading the one before.
    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, $"{name}-{Interlocked.Increment(ref _written)}.properties");
        File.WriteAllText(path, text);
        return path;
    }
}
