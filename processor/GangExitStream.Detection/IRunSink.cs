namespace GangExitStream.Detection;

/// <summary>
/// Takes the runs as they end. Implemented by structs that are passed by reference, so that the detector's call to it is
/// direct and can be inlined.
/// </summary>
public interface IRunSink
{
    /// <summary>A run ended, or an Exit came without an Enter.</summary>
    void OnRun(in ClosedRun run);

    /// <summary>A vcore entered the guest again after a gang exit: what that cost. It comes before the run that begins then.</summary>
    void OnForcedOut(in ForcedOut cost);
}
