namespace GangExitStream.Schemas.Registry;

/// <summary>The schema registry gave no answer, so that nobody knows what a record holds.</summary>
public sealed class SchemaRegistryException(RegistryError error) : Exception(error.ToString())
{
    /// <summary>Why.</summary>
    public RegistryError Error { get; } = error;
}
