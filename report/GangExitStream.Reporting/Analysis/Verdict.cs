using System.Runtime.InteropServices;
using GangExitStream.Detection;

namespace GangExitStream.Reporting.Analysis;

/// <summary>What the asked-for attribution says of a run.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Verdict(bool GangExit, long Forced)
{
    public static Verdict Of(in ClosedRun run, Attribution attribution) => attribution == Attribution.Tgid
        ? new Verdict(run.GangExitPerTgid, run.ForcedPerTgid)
        : new Verdict(run.GangExit, run.Forced);
}
