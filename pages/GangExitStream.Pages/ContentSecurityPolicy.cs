using System.Security.Cryptography;
using System.Text;

namespace GangExitStream.Pages;

/// <summary>
/// The content security policy of a self-contained page: allows only its own scripts and styles, by SHA-256, and no requests
/// (https://www.w3.org/TR/CSP3/).
/// </summary>
public static class ContentSecurityPolicy
{
    /// <summary>The policy as the content of a meta element.</summary>
    public static string Of(IEnumerable<string> scripts, IEnumerable<string> styles) =>
        $"default-src 'none'; script-src {Hashes(scripts)}; style-src {Hashes(styles)}; img-src data:; base-uri 'none'; form-action 'none'";

    private static string Hashes(IEnumerable<string> contents) =>
        string.Join(' ', contents.Select(content => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'"));
}
