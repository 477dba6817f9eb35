using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>A consumer without shared code (kcat and python3-avro; see the script) reads the same events as the decoder.</summary>
public sealed class ForeignClientTests(BrokerFixture broker, RealRegistry registry) : IClassFixture<RealRegistry>
{
    private const string Python = "/usr/bin/python3"; // Debian's own: that is the one which sees Debian's python3-avro
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("small.perf.data", ExitCode.Done)]
    [InlineData("lost.perf.data", ExitCode.Damaged)]
    public async Task Single_objects_are_read_from_our_avsc_files(string trace, int exit)
    {
        var kafka = await PublishAsync(trace, exit);
        await AssertFoundAsync(trace, kafka);
    }

    [Fact]
    public async Task Registered_records_are_read_by_the_schema_that_the_registry_has()
    {
        Assert.SkipWhen(registry.Url is null, RealRegistry.WhyNot);
        var kafka = await PublishAsync("small.perf.data", ExitCode.Done, "--schema-registry", registry.Url);
        await AssertFoundAsync("small.perf.data", kafka, registry.Url);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_times_in_the_guest_are_those_that_the_events_text_yields(bool registered)
    {
        Assert.SkipWhen(registered && registry.Url is null, RealRegistry.WhyNot);
        var kafka = await PublishAsync(GuestEnterText.Recording, ExitCode.Done, registered ? ["--schema-registry", registry.Url!] : []);
        var exits = (await ReadAsync(kafka, registered ? [registry.Url!] : [])).Select(line => line.Split('\t')).Where(fields => fields.Length > 4 && fields[4] == "GuestExit");
        GuestEnterText.AssertSame(await GuestEnterText.ExitsAsync(Cancel), exits.OrderBy(fields => Number(fields[2])).Select(ToItem));

        static (KvmEvent, long?) ToItem(string[] fields) =>
            (KvmEvent.GuestExit(Number(fields[3]), 0, (int)Number(fields[1]), 0, (int)Number(fields[7]), 0, 0), fields[10] == "-" ? null : Number(fields[10]));

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    private async Task<KafkaOptions> PublishAsync(string trace, int exit, params string[] more)
    {
        broker.RequireReal();
        await RequireClientsAsync();
        var kafka = broker.NewOptions();
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "3");
        var run = await GangExit.RunAsync(kafka, ["produce", RepoFiles.Trace(trace), "--host", "host-é", .. more]);
        Assert.True(run.ExitCode == exit, run.Error);
        return kafka;
    }

    private static async Task AssertFoundAsync(string trace, KafkaOptions kafka, params string[] more)
    {
        var output = await ReadAsync(kafka, more);
        var items = EventItem.Of(RepoFiles.Trace(trace));
        var expected = items.Select(item => Line(item.Tgid, item.Sequence, item.Event))
            .Concat(items.Select(item => item.Tgid).Distinct().Select(tgid => $"end\thost-é/{tgid}\t{tgid}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), output.Order(StringComparer.Ordinal));
    }

    private static async Task<string[]> ReadAsync(KafkaOptions kafka, string[] more)
    {
        var script = Path.Combine(RepoFiles.Root, "tests", "foreign", "read-events.py");
        var (code, output, error) = await RunAsync(Python, [script, kafka.BootstrapServers, kafka.Topics.Events, .. more]);
        Assert.True(code == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Line(int tgid, long sequence, KvmEvent e) => string.Join('\t', $"host-é/{tgid}", tgid, sequence, e.TimeNs, e.Kind switch
    {
        KvmEventKind.GuestExit => $"GuestExit\t{e.Cpu}\t{e.Tid}\t{e.Vcpu}\t{e.Trap}\t{e.Ceded}\t-",
        KvmEventKind.Lost => $"Lost\t{e.Cpu}\t{e.LostCount}",
        _ => $"RunCore\t{e.Cpu}\t{e.Tid}\t{e.Vcpu}\t{e.NRunnable}\t{e.Kind}",
    });

    private static async Task RequireClientsAsync()
    {
        Assert.SkipUnless(await WorksAsync("kcat", "-V"), "kcat isn't installed (Debian: apt-get install kcat)");
        Assert.SkipUnless(await WorksAsync(Python, "-c", "import avro.io"), "python3-avro isn't installed (Debian: apt-get install python3-avro)");
    }

    private static async Task<bool> WorksAsync(string command, params string[] arguments)
    {
        try
        {
            return (await RunAsync(command, arguments)).Code == 0;
        }
        catch (Win32Exception)
        {
            return false; // it isn't there
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(Deadline);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
