namespace GangExitStream.Producer.Publishing;

/// <summary>The topic of events.</summary>
/// <param name="Name">Its name, prefix included.</param>
/// <param name="Partitions">How many partitions it has.</param>
public sealed record EventsTopic(string Name, int Partitions);
