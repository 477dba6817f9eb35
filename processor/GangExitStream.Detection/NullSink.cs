using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>Ignores runs; for restoring state and for benchmarks.</summary>
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
