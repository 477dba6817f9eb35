using GangExitStream.Detection;

namespace GangExitStream.Tests.Unit.Detect;

/// <summary>Runs a trace through the detector of one VM.</summary>
internal static class OneVm
{
    public static ClosedRun Run(Trace trace) => Assert.Single(Runs(trace));

    public static ClosedRun Run(VmState vm, Trace trace) => Assert.Single(Runs(vm, trace));

    public static List<ClosedRun> Runs(Trace trace) => Runs(new VmState(trace.Tgid), trace);

    public static List<ClosedRun> Runs(VmState vm, Trace trace)
    {
        var sink = new TotalsSink();
        GangDetector.Process(vm, trace.Events, ref sink);
        return sink.Runs;
    }
}
