using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

/// <summary><c>--by exit</c>, and <c>exits</c> in JSON.</summary>
public sealed partial class ExitsTests
{
    private const string All = "power8-2vm-smt2.all-kvm_hv.perf.data";

    private const string TextOfAll = "power8-2vm-smt2.all-kvm_hv.perf-script.txt.gz";

    public static TheoryData<string> Traces => ["small.perf.data", "lost.perf.data", "power8-2vm-smt2.perf.data", All, "power8-be-smt4.ftrace.txt", "power9-nested.compressed.perf.data", "power8-smt4.trace.dat"];

    [Theory, MemberData(nameof(Traces))]
    public async Task Counts_are_those_of_by_trap_and_add_up(string name)
    {
        var byExit = await Report(name, "exit");
        var exits = byExit.GetProperty("exits").EnumerateArray().ToList();
        Assert.Equal(byExit.GetProperty("guest_exits").GetInt64(), exits.Sum(row => Long(row, "count")));
        Assert.Equal(exits.Sum(row => Long(row, "count")), byExit.GetProperty("vm_exits").EnumerateArray().Sum(vm => Long(vm, "guest_exits")));
        if (name == All)
            return; // hcalls have names of their own there
        var traps = (await Report(name, "trap")).GetProperty("traps").EnumerateArray().Where(row => Long(row, "guest_exits") > 0).ToList();
        Assert.Equal(
            traps.Select(row => (Text(row, "trap"), Long(row, "guest_exits"), Long(row, "ceded"))).Order(),
            exits.Select(row => (Text(row, "trap"), Long(row, "count"), Long(row, "ceded"))).Order());
        Assert.All(exits, row => Assert.Equal(JsonValueKind.Null, row.GetProperty("out_ns").ValueKind));
    }

    [Theory]
    [InlineData("vm")]
    [InlineData("trap")]
    [InlineData("exit")]
    public async Task Recording_more_events_changes_no_count_and_each_VM_has_its_exits(string by)
    {
        var (all, two) = (await Report(All, by), await Report("power8-2vm-smt2.perf.data", by));
        foreach (var field in new[] { "events", "guest_exits", "run_cores", "lost" })
            Assert.Equal(Long(two, field), Long(all, field));
        Assert.Equal(
            two.GetProperty("vms").EnumerateArray().Select(vm => (Long(vm, "tgid"), Long(vm, "runs"), Long(vm, "gang_exits"), Long(vm, "cedes"))),
            all.GetProperty("vms").EnumerateArray().Select(vm => (Long(vm, "tgid"), Long(vm, "runs"), Long(vm, "gang_exits"), Long(vm, "cedes"))));
        Assert.Equal(Long(all, "guest_exits"), all.GetProperty("vms").EnumerateArray().Sum(vm => vm.GetProperty("exits").EnumerateArray().Sum(row => Long(row, "count"))));
    }

    // Another program's decoder (perf script), and the rule once more, by hand. Its times are microseconds.
    [Fact]
    public async Task Times_and_hcalls_are_those_that_the_events_text_yields()
    {
        var (left, expected) = (new Dictionary<(string Vm, string Vcpu), (long Us, string Reason)>(), new Dictionary<string, List<long>>(StringComparer.Ordinal));
        foreach (Match line in Line().Matches(await ReadTextAsync()))
        {
            var (us, vcpu) = (long.Parse(line.Groups["s"].Value + line.Groups["us"].Value, CultureInfo.InvariantCulture), (line.Groups["pid"].Value, line.Groups["vcpu"].Value));
            var reason = line.Groups["reason"].Value is "0x0" ? "RETURN_TO_HOST" : line.Groups["reason"].Value is "0xe80" ? "H_DOORBELL" : line.Groups["reason"].Value;
            switch (line.Groups["event"].Value)
            {
                case "guest_exit": left[vcpu] = (us, reason); break;
                case "hcall_enter" when left.TryGetValue(vcpu, out var exit) && exit.Reason == "SYSCALL": left[vcpu] = exit with { Reason = reason }; break;
                case "guest_enter" when left.Remove(vcpu, out var exit): (expected.TryGetValue(exit.Reason, out var times) ? times : expected[exit.Reason] = []).Add(us - exit.Us); break;
            }
        }
        var exits = (await Report(All, "exit")).GetProperty("exits").EnumerateArray().Where(row => Long(row, "out_count") > 0).ToDictionary(row => Text(row, "trap")!);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), exits.Keys.Order(StringComparer.Ordinal));
        foreach (var (reason, times) in expected)
        {
            Assert.Equal(times.Count, Long(exits[reason], "out_count"));
            Assert.InRange(Long(exits[reason], "out_ns") / 1000 - times.Sum(), -times.Count, times.Count);
            Assert.InRange(Long(exits[reason], "out_max_ns") / 1000 - times.Max(), -1, 1);
            Assert.InRange(Long(exits[reason], "out_min_ns") / 1000 - times.Min(), -1, 1);
        }
    }

    [Fact]
    public async Task Text_gives_the_same_as_perf_data()
    {
        var (binary, text) = (await Report(All, "exit"), await Report(TextOfAll, "exit"));
        Assert.Equal(Rows(binary), Rows(text));

        static IEnumerable<(string?, long, long, long)> Rows(JsonElement trace) =>
            trace.GetProperty("exits").EnumerateArray().Select(row => (Text(row, "trap"), Long(row, "count"), Long(row, "ceded"), Long(row, "out_count")));
    }

    [Fact]
    public async Task The_table_has_perf_kvm_stats_columns_where_enters_were_recorded()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf(All), "--by", "exit");
        Assert.Matches("trap +guest exits +share +ceded +time out +share +min +average +median +p99", run.Output);
        Assert.Matches(" H_PUT_TERM_CHAR +500 ", run.Output);
        Assert.Matches(" all +6,321 +100.0 %", run.Output);
        run = await GangexitRun.Of("report", Recordings.Sample, "--by", "exit");
        Assert.DoesNotContain("average", run.Output, StringComparison.Ordinal);
        Assert.Contains("record kvm_hv:kvm_guest_enter", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_gang_exits_do_not_apply_it_is_the_table()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("power9-nested.compressed.perf.data"));
        Assert.Contains("gang exits don't apply", run.Output, StringComparison.Ordinal);
        Assert.Matches(" HV_DECREMENTER +10,079 +49.6 %", run.Output);
        var vms = (await Report("power9-nested.compressed.perf.data", "exit")).GetProperty("vm_exits").EnumerateArray().ToList();
        Assert.Equal(20_318, vms.Sum(vm => Long(vm, "guest_exits")));
    }

    [Fact]
    public async Task A_window_of_time_has_the_exits_in_it()
    {
        var whole = Long(await Report(All, "exit"), "guest_exits");
        var parts = 0L;
        foreach (var part in new string[][] { ["--until", "35"], ["--since", "35", "--until", "45"], ["--since", "45"] })
        {
            var trace = await Report(All, "exit", part);
            Assert.Equal(Long(trace, "guest_exits"), trace.GetProperty("exits").EnumerateArray().Sum(row => Long(row, "count")));
            parts += Long(trace, "guest_exits");
        }
        Assert.Equal(whole, parts);
    }

    [Fact]
    public async Task CSV_has_a_row_for_each_VM_and_trap()
    {
        var lines = (await GangexitRun.Of("report", Recordings.PathOf(All), "--by", "exit", "--format", "csv")).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("trace,host,tgid,trap,guest_exits,ceded,out_ns,out_count,out_min_ns,out_avg_ns,out_p50_ns,out_p99_ns,out_max_ns,part,duration_ns,name", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains(",296,RETURN_TO_HOST,", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
    }

    private static async Task<JsonElement> Report(string name, string by, params string[] more) =>
        (await GangexitRun.Of(["report", name == TextOfAll ? RepoFiles.Trace(name) : Recordings.PathOf(name), "--by", by, "--format", "json", "--system", Recordings.SystemOf(name), .. more])).Objects[0];

    private static async Task<string> ReadTextAsync()
    {
        await using var packed = new GZipStream(File.OpenRead(RepoFiles.Trace(TextOfAll)), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static long Long(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    [GeneratedRegex(@"(?<pid>\d+)/\d+ .* (?<s>\d+)\.(?<us>\d{6}): +kvm_hv:kvm_(?<event>guest_exit|guest_enter|hcall_enter): VCPU (?<vcpu>\d+): (?:(?:trap|hcall)=(?<reason>\w+))?")]
    private static partial Regex Line();
}
