using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>A certificate authority for tests; writes files for brokers and clients, PEM and PKCS#12.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddMinutes(-5);
    private static readonly DateTimeOffset End = Start.AddDays(1);

    private const string Server = "localhost";

    private readonly string _folder;
    private readonly X509Certificate2 _authority;

    public Certificates(string folder, string name)
    {
        (_folder, Name) = (folder, name);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _authority = request.CreateSelfSigned(Start.AddDays(-2), End);
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string Name { get; }

    /// <summary>The authority's own certificate: what a client trusts.</summary>
    public string AuthorityFile => Path.Combine(_folder, $"{Name}.pem");

    /// <summary>A server's key and chain in one PEM file, good for localhost.</summary>
    public string IssueServer()
    {
        using var issued = Issue(Server);
        var path = Path.Combine(_folder, $"{Name}-server.pem");
        using var key = issued.GetECDsaPrivateKey()!;
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem() + "\n" + issued.ExportCertificatePem() + "\n" + _authority.ExportCertificatePem());
        return path;
    }

    /// <summary>A client's key and certificate in a PKCS#12 file under a password.</summary>
    public string IssueClient(string user, string password)
    {
        using var issued = Issue(user);
        var path = Path.Combine(_folder, $"{user}.p12");
        File.WriteAllBytes(path, issued.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password));
        return path;
    }

    /// <summary>A server's certificate with its key, for a server in this process.</summary>
    /// <param name="name">The name that clients must have asked for.</param>
    /// <param name="until">When it ends; null: not while a test runs.</param>
    public X509Certificate2 IssueFor(string name = Server, DateTimeOffset? until = null) => Issue(name, until);

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Authority => X509CertificateLoader.LoadCertificate(_authority.RawData);

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 Issue(string name, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, Start.AddDays(-1), until ?? End, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
