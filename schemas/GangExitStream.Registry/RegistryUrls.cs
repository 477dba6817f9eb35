using System.Collections.Immutable;

namespace GangExitStream.Registry;

/// <summary>The URLs of a registry's instances, tried in this order, and the login that they contain.</summary>
/// <param name="Urls">http or https URLs without a login; a path such as /apis/ccompat/v7 is kept.</param>
/// <param name="Login">user:password; null: none.</param>
public sealed record RegistryUrls(ImmutableArray<string> Urls, string? Login)
{
    /// <summary>Parses URL[,URL...]; null: a part is not an http or https URL, or two URLs have different logins.</summary>
    public static RegistryUrls? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var urls = parts.Select(part => Uri.TryCreate(part, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null).ToList();
        if (urls.Contains(null))
            return null;
        var logins = urls.Select(url => url!.UserInfo).Where(login => login.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return logins.Count > 1 ? null : new RegistryUrls([.. urls.Select(url => WithoutSecrets(url!))], logins.Count == 0 ? null : WithPassword(Uri.UnescapeDataString(logins[0])));
    }

    /// <summary>The URLs without the login.</summary>
    public override string ToString() => string.Join(',', Urls);

    // A token may be given as the user name, without a password.
    private static string WithPassword(string login) => login.Contains(':', StringComparison.Ordinal) ? login : login + ":";

    private static string WithoutSecrets(Uri url) =>
        new UriBuilder(url) { UserName = "", Password = "", Query = "", Fragment = "", Path = url.AbsolutePath.TrimEnd('/') }.Uri.AbsoluteUri.TrimEnd('/');
}
