namespace GangExitStream.Tests.Property.Fuzz;

/// <summary>Tests that measure the process's allocations: nothing may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
