namespace GangExitStream.Detection;

/// <summary>
/// Receives runs as they end. Implemented by structs that are passed by reference, so that the detector's calls are direct and can
/// be inlined.
/// </summary>
public interface IRunSink
{
    /// <summary>Receives a run that ended, or an Exit without an Enter.</summary>
    void OnRun(in ClosedRun run);

    /// <summary>Receives the cost of a gang exit when its vcore enters the guest again, before that run opens.</summary>
    void OnForcedOut(in ForcedOut cost);
}
