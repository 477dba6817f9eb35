using GangExitStream.Detection;

namespace GangExitStream.Tests.Unit.Detect;

/// <summary>
/// Recordings, read with a separate reader of the tests. Expected: `perf script -s` with the original script, and the per-run
/// reference over `perf script` text.
/// </summary>
public sealed class RecordingTests
{
    [Theory]
    [InlineData("power8-smt4.perf-script.txt", 33_580, "287=3009/3009")]
    [InlineData("tiny.perf-script.txt", 992, "12257=61/70 12258=11/7 12259=19/19")]
    public void Both_attributions_equal_the_references(string file, int events, string expected)
    {
        var trace = PerfScriptText.Read(Repository.Lines($"tests/traces/{file}"));
        var detector = new TraceDetector();
        var sink = new TotalsSink();
        detector.Process(trace, ref sink);
        detector.Finish();
        var counts = detector.Vms.OrderBy(vm => vm.Tgid).Select(vm => (vm.Tgid, Counts: sink.Counts(vm)));
        Assert.Equal(events, trace.Length);
        Assert.Equal(expected, string.Join(' ', counts.Select(vm => $"{vm.Tgid}={vm.Counts.GangExitsPerTgid}/{vm.Counts.GangExits}")));
    }

    [Fact]
    public void A_real_trace_tells_every_trigger()
    {
        var sink = new TotalsSink();
        new TraceDetector().Process(PerfScriptText.Read(Repository.Lines("tests/traces/power8-smt4.perf-script.txt")), ref sink);
        var triggers = sink.Runs.Where(run => run.GangExit).CountBy(run => TrapNames.Format(run.TriggerTrap)).OrderBy(trap => trap.Key, StringComparer.Ordinal);
        // Counted apart from the detector, from the traps that each run's guest exits have.
        Assert.Equal("EXTERNAL=4 HV_DECREMENTER=2987 H_DATA_STORAGE=13 SYSCALL=5", string.Join(' ', triggers.Select(trap => $"{trap.Key}={trap.Value}")));
    }
}
