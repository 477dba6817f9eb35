#pragma warning disable MA0015 // the exceptions name the user's property instead of a parameter
using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace GangExitStream.Registry;

/// <summary>The URLs and properties of the schema registry.</summary>
public sealed record RegistryOptions
{
    /// <summary>The prefix of the property names: Confluent's, and the proxy property, which Confluent does not have.</summary>
    public const string Prefix = "schema.registry.";

    private const string Proxy = Prefix + "proxy.url";
    private const string AutoRegister = Prefix + "auto.register.schemas";
    private const string Attempts = Prefix + "max.retries";
    private const string UserInfo = Prefix + "basic.auth.user.info";

    /// <summary>The URLs of the registry's instances.</summary>
    public required RegistryUrls Urls { get; init; }

    /// <summary>Properties with Confluent's names. They may contain secrets.</summary>
    public ImmutableDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether a schema that the registry does not have may be registered (schema.registry.auto.register.schemas).</summary>
    /// <exception cref="ArgumentException">The value is neither true nor false.</exception>
    internal bool MayRegister => !Properties.TryGetValue(AutoRegister, out var text)
        || (bool.TryParse(text, out var may) ? may : throw new ArgumentException($"{AutoRegister} must be true or false"));

    /// <summary>Does not show the properties, because they may be secret.</summary>
    public override string ToString() => Urls.ToString();

    /// <summary>The configuration of Confluent's client. A login in the properties takes precedence over one in the URL.</summary>
    internal Dictionary<string, string> ToConfig()
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Urls.Login is { } login)
            config[UserInfo] = login;
        foreach (var (key, value) in Properties.Where(static property => property.Key is not (Proxy or AutoRegister) && !RegistryTls.Properties.Contains(property.Key)))
            config[key] = value;
        // The client's max.retries includes the first attempt; with 0 it would send nothing.
        if (config.TryGetValue(Attempts, out var attempts) && !(int.TryParse(attempts, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
            throw new ArgumentException($"{Attempts} is the total number of attempts, at least 1");
        config[Prefix + "url"] = Urls.ToString();
        return config;
    }

    /// <summary>The proxy of the property; null: .NET uses the proxy of the environment (HTTPS_PROXY).</summary>
    internal WebProxy? ToProxy()
    {
        if (!Properties.TryGetValue(Proxy, out var text))
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"{Proxy} must be an http:// or https:// URL");
        var login = Uri.UnescapeDataString(url.UserInfo).Split(':', 2);
        return new WebProxy(new UriBuilder(url) { UserName = "", Password = "" }.Uri)
        {
            Credentials = url.UserInfo.Length == 0 ? null : new NetworkCredential(login[0], login.ElementAtOrDefault(1)),
        };
    }
}
