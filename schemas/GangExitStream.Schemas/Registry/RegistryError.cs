namespace GangExitStream.Schemas.Registry;

/// <summary>A failed request to the schema registry. It contains no credentials.</summary>
/// <param name="Id">The reason.</param>
/// <param name="Request">The registry's URLs and the request.</param>
/// <param name="Detail">The message of the registry or the network.</param>
public sealed record RegistryError(RegistryErrorId Id, string Request, string Detail)
{
    /// <summary>
    /// The registry has answered, and a repeated request would get the same answer. False when the registry is not reachable, rejects the
    /// login, or something else answers at its address.
    /// </summary>
    public bool IsDefinite => Id is RegistryErrorId.NotFound or RegistryErrorId.Incompatible or RegistryErrorId.Refused or RegistryErrorId.NotAvro;

    /// <summary>What the user can do.</summary>
    public string NextStep => Id switch
    {
        RegistryErrorId.Unavailable => "check that the schema registry runs and that --schema-registry names it",
        RegistryErrorId.Unauthorized => "check the user name and password for the schema registry",
        RegistryErrorId.Forbidden => "grant the schema registry's user access to the subject",
        RegistryErrorId.NotTrusted => "check schema.registry.ssl.ca.location, the name in the URL, and whether the registry wants a client's certificate (schema.registry.ssl.keystore.location)",
        RegistryErrorId.NotRegistered => "register it there (schemas/*.avsc), or let this program do it",
        RegistryErrorId.NotFound => "check the path of --schema-registry (Apicurio: .../apis/ccompat/v7) and the subject",
        RegistryErrorId.Incompatible => "check the subject's versions and its compatibility level: a different schema was registered there",
        RegistryErrorId.NotAvro => "check which program writes to the topic: its schema is not Avro",
        RegistryErrorId.Refused => "check the schema registry's log: it refused the request",
        _ => "check that --schema-registry names a registry with the Confluent REST interface",
    };

    /// <inheritdoc/>
    public override string ToString() => $"REG-{(int)Id:00} schema registry, {Request}: {Detail}; {NextStep}";
}
