using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>Takes runs and does nothing with them: for restoring state, and for measurements.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct NullSink : IRunSink
{
    /// <inheritdoc/>
    public void OnRun(in ClosedRun run)
    {
    }

    /// <inheritdoc/>
    public void OnForcedOut(in ForcedOut cost)
    {
    }
}
