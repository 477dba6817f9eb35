namespace GangExitStream.Traces.Formats;

/// <summary>GX1011 of traces that list their events: neither of the two is among them.</summary>
internal static class NoEventsFinding
{
    /// <summary>What to do about it.</summary>
    public const string NextStep = "record with -e kvm_hv:kvm_guest_exit -e kvm_hv:kvmppc_run_core, or name another tracepoint system with --system";

    /// <summary>The finding.</summary>
    /// <param name="system">The tracepoint system in which they were looked for.</param>
    /// <param name="has">The events that the trace has.</param>
    public static TraceDamage Of(string system, IReadOnlyCollection<string> has) => new(
        TraceDamageId.NoEvents, 0, $"the trace has no {system}:kvm_guest_exit or {system}:kvmppc_run_core; it has {(has.Count == 0 ? "no events" : string.Join(", ", has))}; {NextStep}");
}
