namespace GangExitStream.Schemas.Registry;

/// <summary>The schema registry gave no definite answer, so a record can't be decoded now.</summary>
public sealed class SchemaRegistryException(RegistryError error) : Exception(error.ToString())
{
    /// <summary>The failed request.</summary>
    public RegistryError Error { get; } = error;
}
