using System.Security.Cryptography;
using System.Text;

namespace GangExitStream.Pages;

/// <summary>
/// The policy of a page that is one file: only the scripts and styles that are in it, known by their SHA-256, and no request to anywhere.
/// https://www.w3.org/TR/CSP3/
/// </summary>
public static class ContentSecurityPolicy
{
    /// <summary>The policy as a meta element's content.</summary>
    public static string Of(IEnumerable<string> scripts, IEnumerable<string> styles) =>
        $"default-src 'none'; script-src {Hashes(scripts)}; style-src {Hashes(styles)}; img-src data:; base-uri 'none'; form-action 'none'";

    private static string Hashes(IEnumerable<string> contents) =>
        string.Join(' ', contents.Select(content => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'"));
}
