namespace GangExitStream.Detection;

/// <summary>
/// Takes the runs as they end. Implemented by structs that are passed by reference, so that the detector's call to it is
/// direct and can be inlined.
/// </summary>
public interface IRunSink
{
    /// <summary>A run ended, or an Exit came without an Enter.</summary>
    void OnRun(in ClosedRun run);
}
