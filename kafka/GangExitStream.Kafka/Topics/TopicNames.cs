namespace GangExitStream.Kafka.Topics;

/// <summary>The contract's topic names.</summary>
/// <param name="Prefix">What every name starts with.</param>
/// <param name="OutputPrefix">What outputs and state start with instead; null: the same.</param>
public readonly record struct TopicNames(string Prefix, string? OutputPrefix = null)
{
    /// <summary>The processor's group where none is named.</summary>
    public const string DefaultGroup = "gangexit";

    /// <summary>Batches of events, as producers write them.</summary>
    public string Events => Prefix + "kvm-hv-events";

    /// <summary>One record a gang exit.</summary>
    public string GangExits => Output + "gang-exits";

    /// <summary>Counts a VM and window, upserts.</summary>
    public string Counts => Output + "gang-exit-counts";

    /// <summary>Input records that couldn't be used.</summary>
    public string DeadLetters => Output + "kvm-hv-dead-letters";

    private string Output => OutputPrefix ?? Prefix;

    /// <summary>The changelog of a processor group's state.</summary>
    public string State(string group = DefaultGroup) =>
        Output + (group == DefaultGroup ? "gang-exit-state" : $"gang-exit-state-{group}");
}
