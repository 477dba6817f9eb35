namespace GangExitStream.Schemas.Registry;

/// <summary>Where the schema registry is, and how long to insist.</summary>
public sealed record SchemaRegistryOptions
{
    private SchemaRegistryOptions(Uri baseUrl) => BaseUrl = baseUrl;

    /// <summary>Base URL without credentials; it may have a path, such as /apis/ccompat/v7.</summary>
    public Uri BaseUrl { get; }

    /// <summary>User name for basic authentication, if any.</summary>
    public string? UserName { get; init; }

    /// <summary>Password for basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>How often a request is sent before it counts as failed.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after the first failed attempt; doubled after each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Takes http(s)://[USER:PASSWORD@]HOST[:PORT][/PATH]; null where it isn't that.</summary>
    public static SchemaRegistryOptions? TryParse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return null;
        var credentials = uri.UserInfo.Split(':', 2);
        return new SchemaRegistryOptions(WithoutSecrets(uri))
        {
            UserName = uri.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(credentials[0]),
            Password = credentials.Length == 2 ? Uri.UnescapeDataString(credentials[1]) : null,
        };
    }

    /// <summary>The URL; never the credentials.</summary>
    public override string ToString() => BaseUrl.ToString();

    // Ends with a slash, or a relative path would replace its last segment.
    private static Uri WithoutSecrets(Uri uri) =>
        new UriBuilder(uri) { UserName = "", Password = "", Query = "", Fragment = "", Path = uri.AbsolutePath.TrimEnd('/') + "/" }.Uri;
}
