namespace GangExitStream.Kafka.Properties;

/// <summary>Which client properties must never be shown.</summary>
public static class Secrets
{
    private const string Masked = "********";

    private static readonly string[] Telling = ["password", "secret", "jaas", "oauthbearer", "token", "assertion", "private", "auth.user.info"];

    private static readonly string[] Keys = ["ssl.key.pem", "ssl.keystore.key", "ssl.keystore.certificate.chain", "sasl.kerberos.kinit.cmd"];

    // What a key's name ends with when its value is none, whatever else is in the name.
    private static readonly string[] Plain = ["id", "scope", "type", "method", "algorithm", "file", "location", "url", "class", "seconds", "ms"];

    /// <summary>The value, or asterisks where the key's values are secret.</summary>
    public static string Mask(string key, string value) => IsSecret(key) ? Masked : value;

    /// <summary>Whether a property's value is a secret, or could hold one. When in doubt, it is.</summary>
    public static bool IsSecret(string key) =>
        Array.Exists(Telling, part => key.Contains(part, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(Keys, name => name.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether who sees the entry knows a secret: a reference to one, an empty value, or a method's name is none.</summary>
    public static bool GivesAway(PropertyEntry entry)
    {
        var kind = entry.Key[(entry.Key.LastIndexOf('.') + 1)..];
        return HasLogin(entry.Value)
            || (IsSecret(entry.Key) && entry.Value.Length > 0 && !Plain.Contains(kind, StringComparer.OrdinalIgnoreCase) && !PropertyReferences.HasReference(entry.Value));
    }

    /// <summary>Whether a text is a URL with a login in it, which may be no more than a token.</summary>
    public static bool HasLogin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length > 0;
}
