namespace GangExitStream.Kafka.Properties;

/// <summary>Translates Java's sasl.jaas.config to librdkafka's sasl.* properties.</summary>
internal static class SaslTranslation
{
    private const string Jaas = "sasl.jaas.config";
    private static readonly string[] Mechanism = ["sasl.mechanism", "sasl.mechanisms"]; // one property, two names

    public static void Apply(TranslationState state)
    {
        if (state.Take("sasl.login.callback.handler.class") is { } handler)
            ApplyHandler(handler, state);
        if (state.Take(Jaas) is not { } entry)
            return;
        if (JaasConfig.Parse(entry.Value) is { } jaas)
            ApplyModule(jaas, entry, state);
        else
            state.Refuse(KafkaProblemId.PropertyValue, entry, $"{Jaas} isn't of the form 'Class required option=\"value\" ...;'", "Correct it, or set sasl.username and sasl.password");
    }

    /// <summary>
    /// Refuses OAUTHBEARER without a source of tokens. librdkafka accepts it, and waits without limit for the application to set a token. Called when
    /// all properties are translated.
    /// </summary>
    public static void CheckTokens(TranslationState state)
    {
        if (!Is(state, "security.protocol", "SASL_") || Is(state, "sasl.oauthbearer.method", "oidc") || Is(state, "enable.sasl.oauthbearer.unsecure.jwt", "true"))
            return;
        foreach (var key in Mechanism.Where(key => Is(state, key, "OAUTHBEARER")))
        {
            state.Refuse(
                KafkaProblemId.PropertyValue,
                state.Translated[key],
                "OAUTHBEARER has no source of tokens",
                "Set sasl.oauthbearer.method=oidc with sasl.oauthbearer.token.endpoint.url, .client.id and .client.secret (docs/security.md)");
        }
    }

    private static bool Is(TranslationState state, string key, string begin) =>
        state.Translated.TryGetValue(key, out var entry) && entry.Value.StartsWith(begin, StringComparison.OrdinalIgnoreCase);

    private static void ApplyHandler(PropertyEntry handler, TranslationState state)
    {
        if (handler.Value.EndsWith(".OAuthBearerLoginCallbackHandler", StringComparison.Ordinal))
            state.Set("sasl.oauthbearer.method", "oidc", handler.Place);
        else
            state.Refuse(KafkaProblemId.UnsupportedProperty, handler, $"{handler.Key} names a Java class", "For OAUTHBEARER set librdkafka's sasl.oauthbearer.* properties");
    }

    private static void ApplyModule(JaasConfig jaas, PropertyEntry entry, TranslationState state)
    {
        (string Java, string Ours)[]? names = jaas.Module switch
        {
            "PlainLoginModule" or "ScramLoginModule" => [("username", "sasl.username"), ("password", "sasl.password")],
            "OAuthBearerLoginModule" => [("clientId", "sasl.oauthbearer.client.id"), ("clientSecret", "sasl.oauthbearer.client.secret"), ("scope", "sasl.oauthbearer.scope")],
            _ => null,
        };
        if (names is null)
        {
            state.Refuse(KafkaProblemId.UnsupportedProperty, entry, $"{Jaas} has a login module that librdkafka has no equivalent of", "For Kerberos set sasl.kerberos.principal and sasl.kerberos.keytab");
            return;
        }
        foreach (var (java, ours) in names)
        {
            if (jaas.Options.TryGetValue(java, out var value))
                state.Set(ours, value, entry.Place);
        }
    }
}
