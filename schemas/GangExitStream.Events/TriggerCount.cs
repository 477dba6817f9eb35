namespace GangExitStream.Events;

/// <summary>How many gang exits one trap triggered.</summary>
/// <param name="Trap">Name of the trap, or its number as hex.</param>
/// <param name="Count">Gang exits.</param>
public readonly record struct TriggerCount(string Trap, long Count);
