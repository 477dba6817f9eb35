namespace GangExitStream.Kafka.Properties;

/// <summary>Translates Java's ssl.truststore.* and ssl.keystore.* to librdkafka's properties, which take PEM files, and PKCS#12 for the client's key.</summary>
internal static class TlsTranslation
{
    private const string ToPem = "Export it as PEM (keytool -importkeystore to PKCS12, then openssl pkcs12) and set ";

    public static void Apply(TranslationState state)
    {
        TrustStore(state);
        Key(state);
        if (state.Take("ssl.endpoint.identification.algorithm") is { } check)
            state.Set(check.Key, check.Value.Length == 0 ? "none" : check.Value, check.Place);
    }

    private static void TrustStore(TranslationState state)
    {
        var type = state.Take("ssl.truststore.type");
        var password = state.Take("ssl.truststore.password");
        if (state.Take("ssl.truststore.certificates") is { } pem)
            state.Set("ssl.ca.pem", pem.Value, pem.Place);
        if (state.Take("ssl.truststore.location") is { } store)
        {
            if (StoreType(type, store) == "PEM")
                state.Set("ssl.ca.location", store.Value, store.Place);
            else
                state.Refuse(KafkaProblemId.UnsupportedProperty, store, $"{store.Key} is a {StoreType(type, store)} store, which librdkafka can't read", ToPem + "ssl.truststore.type=PEM, or ssl.ca.location");
        }
        else if (password is { } unused)
        {
            state.Ignored.Add(unused.Key);
        }
    }

    private static void Key(TranslationState state)
    {
        var type = state.Take("ssl.keystore.type");
        if (state.Take("ssl.keystore.certificate.chain") is { } chain)
            state.Set("ssl.certificate.pem", chain.Value, chain.Place);
        if (state.Take("ssl.keystore.key") is { } key)
            state.Set("ssl.key.pem", key.Value, key.Place);
        if (state.Take("ssl.keystore.location") is { } store)
            KeyStore(StoreType(type, store), store, state);
    }

    private static void KeyStore(string type, PropertyEntry store, TranslationState state)
    {
        if (type == "PKCS12")
        {
            state.Set(store.Key, store.Value, store.Place);
        }
        else if (type == "PEM")
        {
            state.Set("ssl.certificate.location", store.Value, store.Place);
            state.Set("ssl.key.location", store.Value, store.Place);
        }
        else
        {
            state.Refuse(KafkaProblemId.UnsupportedProperty, store, $"{store.Key} is a {type} store, which librdkafka can't read", ToPem + "ssl.keystore.type=PEM or PKCS12");
        }
    }

    // Java's default type is JKS, but its JKS reader also accepts PKCS#12. The extension shows the real type.
    private static string StoreType(PropertyEntry? type, PropertyEntry store) =>
        type?.Value.ToUpperInvariant() ?? Path.GetExtension(store.Value).ToUpperInvariant() switch
        {
            ".P12" or ".PFX" => "PKCS12",
            ".PEM" => "PEM",
            _ => "JKS",
        };
}
