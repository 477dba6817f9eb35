using System.Globalization;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Tracefs;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Live.Tracefs;

/// <summary>
/// Against this kernel's tracefs, with uprobe look-alikes of the tracepoints that the script of RECORD_KVM_HV defines (root and gcc needed).
/// The kernel's own count of hits (uprobe_profile) is the reference.
/// </summary>
public sealed class RealTracefsTests
{
    private const int TimeoutMs = 120_000;

    private readonly List<string> _reports = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeoutMs)]
    public async Task All_that_the_kernel_counts_is_read_in_order()
    {
        using var lookAlikes = await LookAlikes.DefineAsync(Cancel);
        var hits = LookAlikes.Hits;
        await using var recorder = New(new TracefsOptions { BufferSizeKb = 32_768 }, TestContext.Current.CancellationToken);
        var session = await StartAsync(recorder);
        using var vm = LookAlikes.Simulate(4000);
        var reading = Task.Run(() => TraceReading.ReadAll(session.Open()), Cancel);
        await vm.WaitForExitAsync(Cancel);

        recorder.Stop();
        var read = await reading;

        Assert.Equal((LookAlikes.Hits - hits, 0L, 0L, 0L), (read.Summary.Events, read.Summary.Lost, read.Summary.DamageCount, read.Summary.OutOfOrder));
        Assert.True(read.Events.Zip(read.Events.Skip(1), (a, b) => a.TimeNs <= b.TimeNs).All(inOrder => inOrder));
        Assert.Contains(read.Events, e => e.Tgid == vm.Id && e.Kind == KvmEventKind.GuestExit);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (read.Events[^1].TimeNs + read.Info.WallClockOffsetNs!.Value) / 1_000_000, 0, TimeoutMs);
        Assert.Null(await recorder.NextSessionAsync());
        Assert.False(Directory.Exists(InstanceFolder));
        Assert.Empty(_reports);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task What_the_kernel_overwrote_is_told()
    {
        using var lookAlikes = await LookAlikes.DefineAsync(Cancel);
        var hits = LookAlikes.Hits;
        await using var recorder = New(new TracefsOptions { BufferSizeKb = 64 }, TestContext.Current.CancellationToken);
        var session = await StartAsync(recorder);
        using var vm = LookAlikes.Simulate(20_000);
        await vm.WaitForExitAsync(Cancel); // nobody reads until then

        recorder.Stop();
        var summary = TraceReading.ReadAll(session.Open()).Summary;

        Assert.InRange(summary.Lost, 1, long.MaxValue);
        Assert.Equal(LookAlikes.Hits - hits, summary.Events + summary.Lost);
    }

    private static string InstanceFolder => string.Create(CultureInfo.InvariantCulture, $"/sys/kernel/tracing/instances/gangexit-{Environment.ProcessId}");

    private TracefsRecorder New(TracefsOptions options, CancellationToken timeout)
    {
        var recorder = new TracefsRecorder(options, new TracefsFolder("/sys/kernel/tracing"), TimeProvider.System, _reports.Add);
        timeout.Register(recorder.Stop);
        return recorder;
    }

    private static async Task<LiveSession> StartAsync(TracefsRecorder recorder)
    {
        var session = await recorder.NextSessionAsync();
        Assert.True(session is not null, recorder.Problem?.ToString());
        return session;
    }
}
