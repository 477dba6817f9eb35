namespace GangExitStream.Kafka.Topics;

/// <summary>The topic names of the contract.</summary>
/// <param name="Prefix">The prefix of all names.</param>
/// <param name="OutputPrefix">The prefix of the output topics and the changelog; null: <paramref name="Prefix"/>.</param>
public readonly record struct TopicNames(string Prefix, string? OutputPrefix = null)
{
    /// <summary>The default consumer group of the processor.</summary>
    public const string DefaultGroup = "gangexit";

    /// <summary>Input of the processor: batches of events.</summary>
    public string Events => Prefix + "kvm-hv-events";

    /// <summary>One record for each gang exit.</summary>
    public string GangExits => Output + "gang-exits";

    /// <summary>Counts for each VM and window; a later record replaces an earlier one with the same key.</summary>
    public string Counts => Output + "gang-exit-counts";

    /// <summary>Input records that could not be decoded.</summary>
    public string DeadLetters => Output + "kvm-hv-dead-letters";

    private string Output => OutputPrefix ?? Prefix;

    /// <summary>The changelog of a processor group's state.</summary>
    public string State(string group = DefaultGroup) =>
        Output + (group == DefaultGroup ? "gang-exit-state" : $"gang-exit-state-{group}");
}
