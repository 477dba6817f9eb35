namespace GangExitStream.Processor.Epochs;

/// <summary>Where a record goes.</summary>
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
