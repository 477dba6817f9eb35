#pragma warning disable MA0015 // the exceptions name the user's property, not a parameter of ours
using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace GangExitStream.Registry;

/// <summary>Where the schema registry is and how to talk to it.</summary>
public sealed record RegistryOptions
{
    /// <summary>What the names of Confluent's properties begin with, and the proxy's, which is ours.</summary>
    public const string Prefix = "schema.registry.";

    private const string Proxy = Prefix + "proxy.url";
    private const string AutoRegister = Prefix + "auto.register.schemas";
    private const string Attempts = Prefix + "max.retries";
    private const string UserInfo = Prefix + "basic.auth.user.info";

    /// <summary>The instances.</summary>
    public required RegistryUrls Urls { get; init; }

    /// <summary>Properties as Confluent's clients name them. Secrets may be among them.</summary>
    public ImmutableDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether a schema that the registry doesn't have may be registered; else that is an error. The property's name is Confluent's.</summary>
    /// <exception cref="ArgumentException">Neither true nor false.</exception>
    internal bool MayRegister => !Properties.TryGetValue(AutoRegister, out var text)
        || (bool.TryParse(text, out var may) ? may : throw new ArgumentException($"{AutoRegister} is true or false"));

    /// <summary>Without the properties: they may be secret.</summary>
    public override string ToString() => Urls.ToString();

    /// <summary>What Confluent's client is made of. A login of the URL gives way to one of the properties.</summary>
    internal Dictionary<string, string> ToConfig()
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Urls.Login is { } login)
            config[UserInfo] = login;
        foreach (var (key, value) in Properties.Where(static property => property.Key is not (Proxy or AutoRegister) && !RegistryTls.Properties.Contains(property.Key)))
            config[key] = value;
        // The client counts the first attempt among them; with 0 it would send nothing.
        if (config.TryGetValue(Attempts, out var attempts) && !(int.TryParse(attempts, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
            throw new ArgumentException($"{Attempts} is the number of attempts in all, at least 1");
        config[Prefix + "url"] = Urls.ToString();
        return config;
    }

    /// <summary>The proxy of the property; null: the one of the environment (HTTPS_PROXY), as .NET's clients have it.</summary>
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
