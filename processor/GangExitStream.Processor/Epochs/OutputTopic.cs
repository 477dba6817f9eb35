namespace GangExitStream.Processor.Epochs;

/// <summary>The topic that an output record is written to.</summary>
public enum OutputTopic : byte
{
    /// <summary>gang-exits.</summary>
    GangExits,

    /// <summary>gang-exit-counts.</summary>
    Counts,

    /// <summary>gang-exit-state, the changelog.</summary>
    State,

    /// <summary>kvm-hv-dead-letters.</summary>
    DeadLetters,
}
