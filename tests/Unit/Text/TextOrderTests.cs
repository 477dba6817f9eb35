using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Texts whose times go back within a recording: appended in another order, or of several hosts.</summary>
public sealed class TextOrderTests
{
    private static readonly string[] Real = File.ReadAllLines(RepoFiles.Trace("small.perf-script-pid.txt"));

    [Fact]
    public void A_recording_that_began_earlier_and_is_appended_is_counted_apart()
    {
        var first = Real[..(Real.Length / 2)];
        var parts = Parts([.. first, .. Shifted(Real, -20)]);
        Assert.Equal([Alone(first), Alone(Real)], parts.Select(part => part.Events));
        Assert.Contains("GX1014", parts[0].Damage.Select(damage => damage.Code));
    }

    [Fact]
    public void A_recording_that_began_within_another_one_is_counted_apart()
    {
        var late = Shifted(Real, 3600);
        var parts = Parts([.. Real[..100], .. late, .. Real[100..]]);
        Assert.Equal(2, parts.Count);
        Assert.Equal(Alone(Real[100..]), parts[1].Events);
    }

    [Fact]
    public void Lines_of_two_hosts_that_alternate_are_refused()
    {
        var parts = Parts([.. Real.Zip(Shifted(Real, 5000)).SelectMany(pair => new[] { pair.First, pair.Second })]);
        Assert.InRange(parts.Count, 2, 12);
        Assert.Contains(TraceDamageId.Unsorted, parts[^1].Damage.Select(damage => damage.Id));
    }

    [Fact]
    public void Lines_out_of_order_by_more_than_clocks_differ_are_counted()
    {
        var lines = Real.ToArray();
        (lines[100], lines[390]) = (lines[390], lines[100]); // some ms later
        var summary = Assert.Single(Parts(lines));
        Assert.InRange(summary.OutOfOrder, 1, lines.Length);
        Assert.Equal(0, Assert.Single(Parts(Real)).OutOfOrder);
    }

    [Fact]
    public void A_last_line_that_was_cut_within_its_last_number_is_not_counted()
    {
        var runs = Real.Index().Where(static line => line.Item.Contains(" tgid=", StringComparison.Ordinal)).ToList();
        var at = runs.FindLast(run => runs.Exists(before => before.Index < run.Index && Thread(before.Item) == Thread(run.Item))).Index;
        var text = string.Join('\n', Real[..(at + 1)]);
        var whole = TraceReading.ReadAll(Encoding.UTF8.GetBytes(text)).Summary;
        var cut = TraceReading.ReadAll(Encoding.UTF8.GetBytes(text[..^2])).Summary;
        Assert.Equal((at + 1L, 0L), (whole.Events, whole.DamageCount));
        Assert.Equal((at, TraceDamageId.Truncated), (cut.Events, Assert.Single(cut.Damage).Id));
    }

    [Fact]
    public void What_perf_script_says_of_losses_is_a_finding()
    {
        var summary = Assert.Single(Parts(["Warning:", "Processed 6410 events and lost 3 chunks!", "", "Check IO/CPU overload!", "", .. Real]));
        Assert.Equal((Real.Length, TraceDamageId.LossReported), (summary.Events, Assert.Single(summary.Damage).Id));
    }

    /// <summary>ftrace's trace_marker: what a program wrote may quote a line.</summary>
    [Fact]
    public void A_marker_that_quotes_an_event_is_none()
    {
        var lines = File.ReadAllLines(RepoFiles.Trace("tiny.ftrace.txt"));
        var at = Array.FindLastIndex(lines, line => line.Contains("kvm_guest_exit", StringComparison.Ordinal));
        var quote = lines[at].Replace("kvm_guest_exit:", "tracing_mark_write: VM: kvm_guest_exit:", StringComparison.Ordinal);
        Assert.Equal((Alone(lines), 0L), (Alone([.. lines[..at], quote, .. lines[at..]]), Assert.Single(Parts([.. lines[..at], quote, .. lines[at..]])).DamageCount));
    }

    private static string Thread(string line) => line.Split(' ', 2)[0];

    private static long Alone(string[] lines) => Assert.Single(Parts(lines)).Events;

    private static string[] Shifted(string[] lines, int seconds) =>
        [.. lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, @" (\d+)(\.\d+):", match => FormattableString.Invariant($" {long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) + seconds}{match.Groups[2].Value}:")))];

    private static List<TraceSummary> Parts(string[] lines) =>
        [.. TraceReading.ReadParts(Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n')).Select(static part => part.Summary)];
}
