using System.Diagnostics;
using System.Globalization;
using GangExitStream.Cli;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>produce --live with this kernel's tracefs, on look-alikes that the script of RECORD_KVM_HV defines (root and gcc needed).</summary>
public sealed class TracefsTests(BrokerFixture broker)
{
    private const string Instances = "/sys/kernel/tracing/instances";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData()]
    [InlineData("--recorder", "tracefs")]
    public async Task What_a_VM_did_is_in_Kafka_and_no_instance_is_left(params string[] more)
    {
        using var lookAlikes = await LookAlikes.DefineAsync(Cancel);
        var kafka = await broker.NewTopicsAsync();
        using var tool = ToolProcess.Start([.. GangExit.Line(kafka, "produce", "--live"), "--host", "here", "--buffer-size-kb", "16384", .. more]);
        await UntilItRecordsAsync(tool.Id);
        using var vm = LookAlikes.Simulate(2000, vcores: 2, threads: 4);
        await vm.WaitForExitAsync(Cancel);
        var run = await tool.TerminateAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var (items, ended) = EventItem.ReadAll(kafka);
        var ofVm = items.Where(item => item.Tgid == vm.Id).ToList();
        Assert.Equal(2000 / 4 * 8 * 2, ofVm.Count(item => item.Event.Kind is KvmEventKind.Enter or KvmEventKind.Exit)); // 8 vcpus of 500 runs each
        Assert.Equal(Enumerable.Range(0, ofVm.Count).Select(i => (long)i), ofVm.Select(item => item.Sequence).Order());
        Assert.Contains(ended, end => end.Tgid == vm.Id);
        Assert.DoesNotContain(Path.GetFileName(InstanceOf(tool.Id)), Directory.EnumerateDirectories(Instances).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_recorder_left_is_off_and_the_next_one_removes_it()
    {
        using var lookAlikes = await LookAlikes.DefineAsync(Cancel);
        var kafka = await broker.NewTopicsAsync();
        using var killed = ToolProcess.Start(GangExit.Line(kafka, "produce", "--live"));
        await UntilItRecordsAsync(killed.Id);
        using (var process = Process.GetProcessById(killed.Id))
        {
            process.Kill();
            await process.WaitForExitAsync(Cancel);
        }
        await Poll.UntilAsync(async () => (await File.ReadAllTextAsync(InstanceOf(killed.Id) + "/tracing_on", Cancel)).StartsWith('0'), "the kernel has turned the instance off", Cancel);

        using var next = ToolProcess.Start(GangExit.Line(kafka, "produce", "--live"));
        await next.UntilItSaysAsync($"gangexit-{killed.Id}, an instance of tracefs that a recorder left behind, was removed", Cancel);
        await UntilItRecordsAsync(next.Id);
        var run = await next.TerminateAsync(Cancel);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.False(Directory.Exists(InstanceOf(killed.Id)));
        Assert.False(Directory.Exists(InstanceOf(next.Id)));
    }

    [Fact]
    public async Task A_kernel_without_the_events_ends_the_run_with_a_next_step()
    {
        using var lookAlikes = await LookAlikes.DefineAsync(Cancel);
        var kafka = await broker.NewTopicsAsync();
        var run = await GangExit.RunAsync([.. GangExit.Line(kafka, "produce", "--live"), "--recorder", "tracefs", "--system", "no_such_kvm"]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("GX3003 /sys/kernel/tracing/events/no_such_kvm/kvm_guest_exit/format: this kernel has no such tracepoint", run.Error, StringComparison.Ordinal);
    }

    private static string InstanceOf(int pid) => string.Create(CultureInfo.InvariantCulture, $"{Instances}/gangexit-{pid}");

    private static Task UntilItRecordsAsync(int pid) => Poll.UntilAsync(
        async () => File.Exists(InstanceOf(pid) + Enabled) && (await File.ReadAllTextAsync(InstanceOf(pid) + Enabled, Cancel)).StartsWith('1'), "the events are on", Cancel);

    private const string Enabled = "/events/kvm_hv/kvmppc_run_core/enable";
}
