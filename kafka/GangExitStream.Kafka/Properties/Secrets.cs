namespace GangExitStream.Kafka.Properties;

/// <summary>Which client properties must never be shown.</summary>
public static class Secrets
{
    private const string Masked = "********";

    private static readonly string[] Telling = ["password", "secret", "jaas", "oauthbearer", "token", "assertion", "private"];

    private static readonly string[] Keys = ["ssl.key.pem", "ssl.keystore.key", "ssl.keystore.certificate.chain", "sasl.kerberos.kinit.cmd"];

    /// <summary>The value, or asterisks where the key's values are secret.</summary>
    public static string Mask(string key, string value) => IsSecret(key) ? Masked : value;

    /// <summary>Whether a property's value is a secret, or could hold one. When in doubt, it is.</summary>
    public static bool IsSecret(string key) =>
        Array.Exists(Telling, part => key.Contains(part, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(Keys, name => name.Equals(key, StringComparison.OrdinalIgnoreCase));
}
