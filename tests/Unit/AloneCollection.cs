namespace GangExitStream.Tests.Unit;

/// <summary>Tests that measure the memory of this process: no other test may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
