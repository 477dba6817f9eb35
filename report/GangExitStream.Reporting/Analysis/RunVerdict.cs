using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GangExitStream.Detection;

namespace GangExitStream.Reporting.Analysis;

/// <summary>A run judged by the requested attribution.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RunVerdict(bool GangExit, long Forced)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RunVerdict Of(in ClosedRun run, Attribution attribution) => attribution == Attribution.Tgid
        ? new RunVerdict(run.GangExitPerTgid, run.ForcedPerTgid)
        : new RunVerdict(run.GangExit, run.Forced);
}
