using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Perf;

/// <summary>
/// The events of every recording come in perf's own order, to the nanosecond: tests/traces/golden/order.txt is what
/// <c>perf script</c> prints, made by the script beside it.
/// </summary>
public sealed class PerfOrderTests
{
    public static TheoryData<string, long, string> Recordings()
    {
        var data = new TheoryData<string, long, string>();
        foreach (var line in File.ReadLines(RepoFiles.Trace("golden/order.txt")))
        {
            if (line.Split(' ') is [var name, var count, var hash])
                data.Add(name, long.Parse(count, CultureInfo.InvariantCulture), hash);
        }
        return data;
    }

    [Theory, MemberData(nameof(Recordings))]
    public void Events_come_in_the_order_in_which_perf_prints_them(string name, long count, string hash)
    {
        var path = RepoFiles.Trace(name);
        var options = new TraceOptions { System = name.StartsWith("ppc64be", StringComparison.Ordinal) ? "kvm_hv_sim" : "kvm_hv" };
        var read = TraceReading.ReadAll(TraceFile.Open(File.Exists(path) ? path : RepoFiles.Trace("samples/" + name), options));
        var ours = read.Events.Where(e => e.Kind != KvmEventKind.Lost).ToList();
        Assert.Equal(count, ours.Count);
        var text = string.Concat(ours.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.TimeNs} {e.Cpu} {e.Tgid} {e.Tid} {Kind(e)}\n")));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
    }

    [Fact]
    public void The_big_endian_pipe_that_perf_cannot_read_holds_the_events_of_its_file_form()
    {
        var pipe = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace("power8-be-smt4.pipe.perf.data")));
        var file = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace("power8-be-smt4.perf.data")));
        Assert.Equal(file.Events.Select(Facts), pipe.Events.Select(Facts)); // two recorders of one run: only the times differ
    }

    [Theory]
    [InlineData("power8-smt4.compressed.perf.data")]
    [InlineData("power8-smt4.pipe.perf.data")]
    [InlineData("power8-smt4.perf-script.txt")]
    [InlineData("power8-smt4.ftrace.txt")]
    public void All_forms_of_a_trace_agree_event_by_event(string form)
    {
        var file = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace("samples/power8-smt4.perf.data"))).Events;
        var other = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace(form))).Events;
        Assert.Equal(file.Select(Facts), other.Select(Facts));
    }

    private static (KvmEventKind, int Tgid, int Tid, int Vcpu, int Value, byte Ceded, ulong Pc) Facts(KvmEvent e) =>
        (e.Kind, e.Tgid, e.Tid, e.Vcpu, e.Value, e.Ceded, e.Pc);

    private static string Kind(KvmEvent e) => e.Kind == KvmEventKind.GuestExit ? "G" : e.Kind.ToString();
}
