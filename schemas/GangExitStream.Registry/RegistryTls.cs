#pragma warning disable MA0015 // the exceptions name the user's property instead of a parameter
#pragma warning disable CA5359 // the user disables verification with enable.ssl.certificate.verification=false
using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GangExitStream.Registry;

/// <summary>
/// Converts the schema.registry.ssl.* properties to .NET's TLS options. With ssl.ca.location, the client trusts only that authority, like librdkafka
/// with <c>ssl.ca.location</c>; names, times and signatures are checked as usual.
/// </summary>
internal static class RegistryTls
{
    private const string Authority = RegistryOptions.Prefix + "ssl.ca.location";
    private const string KeyStore = RegistryOptions.Prefix + "ssl.keystore.location";
    private const string KeyStorePassword = RegistryOptions.Prefix + "ssl.keystore.password";
    private const string Verification = RegistryOptions.Prefix + "enable.ssl.certificate.verification";

    /// <summary>The properties that are read here instead of by Confluent's client.</summary>
    public static ImmutableArray<string> Properties { get; } = [Authority, KeyStore, KeyStorePassword, Verification];

    /// <exception cref="ArgumentException">A property's value, or the file that it names, is invalid; the message names the property.</exception>
    public static SslClientAuthenticationOptions Of(ImmutableDictionary<string, string> properties)
    {
        var options = new SslClientAuthenticationOptions();
        if (properties.TryGetValue(Verification, out var text) && !Verify(text))
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        if (properties.TryGetValue(Authority, out var authority))
            options.CertificateChainPolicy = PolicyOf(Read(Authority, authority, AuthoritiesIn));
        if (properties.TryGetValue(KeyStore, out var store))
            options.ClientCertificateContext = Read(KeyStore, store, path => ClientIn(path, properties.GetValueOrDefault(KeyStorePassword)));
        return options;
    }

    private static bool Verify(string text) =>
        bool.TryParse(text, out var verify) ? verify : throw new ArgumentException($"{Verification} must be true or false");

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>Reads authorities from PEM with one or more certificates, or from DER with one.</summary>
    private static X509Certificate2Collection AuthoritiesIn(string path)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(path);
        if (all.Count == 0)
            all.Add(X509CertificateLoader.LoadCertificateFromFile(path));
        return all;
    }

    /// <summary>Reads the client's certificate and key from PKCS#12 or PEM, encrypted or not. Intermediate certificates in the file are sent, too.</summary>
    private static SslStreamCertificateContext ClientIn(string path, string? password)
    {
        if (!File.ReadAllText(path).Contains("-----BEGIN ", StringComparison.Ordinal))
            return ContextOf(X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        chain.Insert(0, password is null ? X509Certificate2.CreateFromPemFile(path) : X509Certificate2.CreateFromEncryptedPemFile(path, password));
        return ContextOf(chain);
    }

    private static SslStreamCertificateContext ContextOf(X509Certificate2Collection all) =>
        SslStreamCertificateContext.Create(all.FirstOrDefault(static one => one.HasPrivateKey) ?? throw new CryptographicException("it has no private key"), all, offline: true);

    private static T Read<T>(string property, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{property}: {path}: {e.Message}", e);
        }
    }
}
