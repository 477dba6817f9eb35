namespace GangExitStream.Schemas.Registry;

/// <summary>Why the schema registry could not help. Holds no credentials.</summary>
/// <param name="Id">The reason.</param>
/// <param name="Request">The registry's URLs, and what was asked.</param>
/// <param name="Detail">What the registry or the network said.</param>
public sealed record RegistryError(RegistryErrorId Id, string Request, string Detail)
{
    /// <summary>
    /// The registry has answered, and will answer the same again: a schema that a record names can't be had. Not so while it is
    /// away, wants another login, or something else answers in its place.
    /// </summary>
    public bool IsDefinite => Id is RegistryErrorId.NotFound or RegistryErrorId.Incompatible or RegistryErrorId.Refused or RegistryErrorId.NotAvro;

    /// <summary>What to do about it.</summary>
    public string NextStep => Id switch
    {
        RegistryErrorId.Unavailable => "check that the schema registry runs and that --schema-registry names it",
        RegistryErrorId.Unauthorized => "check the user name and password for the schema registry",
        RegistryErrorId.Forbidden => "give the user of the schema registry the right to it",
        RegistryErrorId.NotTrusted => "check schema.registry.ssl.ca.location, the name in the URL, and whether the registry wants a client's certificate (schema.registry.ssl.keystore.location)",
        RegistryErrorId.NotRegistered => "register it there (schemas/*.avsc), or let this program do it",
        RegistryErrorId.NotFound => "check the path of --schema-registry (Apicurio: .../apis/ccompat/v7) and the subject",
        RegistryErrorId.Incompatible => "look at the subject's versions and its compatibility level: something else was registered there",
        RegistryErrorId.NotAvro => "look at who writes to the topic: its schema is of another kind",
        RegistryErrorId.Refused => "look at the schema registry's log: it refused the request",
        _ => "check that --schema-registry names a registry with the Confluent REST interface",
    };

    /// <inheritdoc/>
    public override string ToString() => $"REG-{(int)Id:00} schema registry, {Request}: {Detail}; {NextStep}";
}
