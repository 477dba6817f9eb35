namespace GangExitStream.Kafka.Properties;

/// <summary>Decides which client properties must not be shown.</summary>
public static class Secrets
{
    private const string Masked = "********";

    private static readonly string[] SecretParts = ["password", "secret", "jaas", "oauthbearer", "token", "assertion", "private", "auth.user.info"];

    private static readonly string[] Keys = ["ssl.key.pem", "ssl.keystore.key", "ssl.keystore.certificate.chain", "sasl.kerberos.kinit.cmd"];

    // A key that ends with one of these words has no secret value, also if its name contains one of SecretParts.
    private static readonly string[] Plain = ["id", "scope", "type", "method", "algorithm", "file", "location", "url", "class", "seconds", "ms"];

    /// <summary>The value, or asterisks when the key's values are secret.</summary>
    public static string Mask(string key, string value) => IsSecret(key) ? Masked : value;

    /// <summary>Whether a property's value is a secret or may contain one. Doubtful ones count as secret.</summary>
    public static bool IsSecret(string key) =>
        Array.Exists(SecretParts, part => key.Contains(part, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(Keys, name => name.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the entry reveals a secret. A reference, an empty value or the name of a method does not.</summary>
    public static bool RevealsSecret(PropertyEntry entry)
    {
        var kind = entry.Key[(entry.Key.LastIndexOf('.') + 1)..];
        return HasLogin(entry.Value)
            || (IsSecret(entry.Key) && entry.Value.Length > 0 && !Plain.Contains(kind, StringComparer.OrdinalIgnoreCase) && !PropertyReferences.HasReference(entry.Value));
    }

    /// <summary>Whether a text is a URL with a login, which may be only a token.</summary>
    public static bool HasLogin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length > 0;
}
