using System.Diagnostics;
using GangExitStream.Producer.Live.Command;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Live;

/// <summary>
/// Against the real perf: RECORD_KVM_HV names the script that defines uprobe look-alikes of the tracepoints and records them
/// (root, tracefs and gcc needed). The kernel's own count of hits (uprobe_profile) is the reference. perf now and then writes a sample twice, to
/// the bit (seen with Linux 6.18: <c>perf script</c> prints it twice, too), where the kernel has counted one hit: such copies aren't counted here.
/// </summary>
public sealed class RealPerfTests
{
    private const int TimeoutMs = 120_000;

    /// <summary>For each CPU: more than a test records, so that perf loses nothing, however slow the machine is.</summary>
    private const string AmpleBuffers = "16M";

    private readonly List<string> _reports = [];
    private readonly HashSet<KvmEvent> _read = []; // to know copies
    private long _lastNs;

    [Fact(Timeout = TimeoutMs)]
    public async Task A_recording_command_is_read_to_its_end()
    {
        using var lookAlikes = await LookAlikes.TakeAsync(TestContext.Current.CancellationToken);
        var hits = LookAlikes.Hits;
        await using var recorder = New([lookAlikes.Script, "-", "2000", "-m", AmpleBuffers], TestContext.Current.CancellationToken);

        var read = TraceReading.ReadAll((await recorder.NextSessionAsync())!.Open());

        AssertComplete(hits, read.Events.Distinct().Count(), read.Summary);
    }

    /// <summary>What perf counts as lost are its own records about processes, too: the kernel's hits lie between.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task Samples_that_perf_lost_are_reported()
    {
        using var lookAlikes = await LookAlikes.TakeAsync(TestContext.Current.CancellationToken);
        var hitsBefore = LookAlikes.Hits;
        await using var recorder = New([lookAlikes.Script, "-", "2000", "-m", "1"], TestContext.Current.CancellationToken);

        var read = TraceReading.ReadAll((await recorder.NextSessionAsync())!.Open());

        var events = read.Events.Where(static e => e.Kind != KvmEventKind.Lost).Distinct().Count();
        var hits = Tell(hitsBefore, events, read.Summary);
        Assert.InRange(hits, events, events + read.Summary.Lost);
        Assert.Equal(0, read.Summary.DamageCount);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Perf_stopped_in_the_middle_loses_nothing_that_it_had()
    {
        using var lookAlikes = await LookAlikes.DefineAsync(TestContext.Current.CancellationToken);
        await using var recorder = New(["perf", "record", "-m", AmpleBuffers, .. LiveRecorderOptions.PerfRecord("kvm_hv").Skip(2)], TestContext.Current.CancellationToken);
        var session = await recorder.NextSessionAsync();
        using var reader = session!.Open();
        using (var first = Simulate())
        {
            ReadOf(reader, first, atLeast: 1); // now perf records; hits count from before, when it attached
            await EndAsync(first);
        }
        var hits = LookAlikes.Hits;
        using var second = Simulate();
        var read = ReadOf(reader, second, atLeast: 20_000);

        await EndAsync(second);
        recorder.Stop();
        read += ReadOf(reader, second, atLeast: int.MaxValue);

        AssertComplete(hits, read, reader.Summary);
        AssertIsNow(_lastNs + (reader.Info.WallClockOffsetNs ?? session.Identity.WallClockOffsetNs)!.Value);
        Assert.Null(await recorder.NextSessionAsync());
        Assert.Empty(_reports);
    }

    private LiveRecorder New(IEnumerable<string> command, CancellationToken timeout)
    {
        var recorder = new LiveRecorder(new LiveRecorderOptions { Command = [.. command] }, TimeProvider.System, _reports.Add);
        timeout.Register(recorder.Stop);
        return recorder;
    }

    /// <summary>One VM, for as long as we let it.</summary>
    private static Process Simulate() => LookAlikes.Simulate(2_000_000);

    private static Task EndAsync(Process simulator)
    {
        simulator.Kill();
        return simulator.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Reads until so many events of that VM have come, or the trace has ended; how many of them came.</summary>
    private long ReadOf(ITraceReader reader, Process simulator, int atLeast)
    {
        var piece = new KvmEvent[512];
        var found = 0L;
        for (int count; found < atLeast && (count = reader.Read(piece)) > 0;)
        {
            _lastNs = piece[count - 1].TimeNs;
            found += piece.Take(count).Count(e => e.Tgid == simulator.Id && _read.Add(e));
        }
        return found;
    }

    private static void AssertComplete(long hitsBefore, long events, TraceSummary summary)
    {
        var hits = Tell(hitsBefore, events, summary);
        Assert.Equal((hits, 0L), (events, summary.Lost));
        Assert.Equal(0, summary.DamageCount);
    }

    /// <summary>The kernel's hits since then.</summary>
    private static long Tell(long hitsBefore, long events, TraceSummary summary)
    {
        var hits = LookAlikes.Hits - hitsBefore;
        TestContext.Current.TestOutputHelper?.WriteLine($"kernel's hits {hits}, events read {events}, lost {summary.Lost}, damage {string.Join("; ", summary.Damage)}");
        Assert.NotEqual(0, hits);
        return hits;
    }

    private static void AssertIsNow(long wallNs) =>
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - wallNs / 1_000_000, 0, TimeoutMs);
}
