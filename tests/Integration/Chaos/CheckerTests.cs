using GangExitStream.Tests.Chaos.Check;
using GangExitStream.Tests.Shared;

using Item = GangExitStream.Events.GangExit; // GangExit is the class that runs the tool here

namespace GangExitStream.Tests.Integration.Chaos;

/// <summary>The checker of the chaos program accepts correct outputs and detects every kind of difference.</summary>
public sealed class CheckerTests
{
    private static readonly Published Trace = new(RepoFiles.Trace("lost.perf.data"), "host-1", "source-1");
    private static readonly ReferenceTrace Reference = ReferenceTrace.Read(Trace.Trace);

    /// <summary>One field of one gang exit.</summary>
    public static TheoryData<string> GangExitFields { get; } = [.. GangExitChanges.Keys];

    /// <summary>One field of one window.</summary>
    public static TheoryData<string> CountFields { get; } = [.. CountChanges.Keys];

    private static Dictionary<string, Func<Item, Item>> GangExitChanges => new(StringComparer.Ordinal)
    {
        ["host"] = static item => item with { Host = "host-2" },
        ["source"] = static item => item with { Source = "source-2" },
        ["tgid"] = static item => item with { Tgid = item.Tgid + 1_000_000 },
        ["runner_tid"] = static item => item with { RunnerTid = item.RunnerTid + 1 },
        ["runner_vcpu"] = static item => item with { RunnerVcpu = item.RunnerVcpu + 1 },
        ["cpu"] = static item => item with { Cpu = item.Cpu + 1 },
        ["n_runnable"] = static item => item with { NRunnable = item.NRunnable + 1 },
        ["ceded"] = static item => item with { Ceded = item.Ceded + 1 },
        ["forced"] = static item => item with { Forced = item.Forced + 1 },
        ["enter_ns"] = static item => item with { EnterNs = item.EnterNs - 1 },
        ["exit_ns"] = static item => item with { ExitNs = item.ExitNs + 1 },
        ["trigger"] = static item => item with { Trigger = item.Trigger + "X" },
        ["trigger_vcpu"] = static item => item with { TriggerVcpu = 99 },
        ["clock"] = static item => item with { Clock = item.Clock == ClockKind.Wall ? ClockKind.Trace : ClockKind.Wall },
        ["uncertain"] = static item => item with { Uncertain = !item.Uncertain },
        ["sequence"] = static item => item with { Sequence = item.Sequence + 1_000_000 },
    };

    private static Dictionary<string, Func<GangExitCount, GangExitCount>> CountChanges => new(StringComparer.Ordinal)
    {
        ["host"] = static window => window with { Host = "host-2" },
        ["runs"] = static window => window with { Counts = window.Counts with { Runs = window.Counts.Runs + 1 } },
        ["gang_exits"] = static window => window with { Counts = window.Counts with { GangExits = window.Counts.GangExits - 1 } },
        ["gang_exits_per_tgid"] = static window => window with { Counts = window.Counts with { GangExitsPerTgid = window.Counts.GangExitsPerTgid + 1 } },
        ["forced_threads"] = static window => window with { Counts = window.Counts with { ForcedThreads = window.Counts.ForcedThreads + 1 } },
        ["cedes"] = static window => window with { Counts = window.Counts with { Cedes = window.Counts.Cedes + 1 } },
        ["run_time_ns"] = static window => window with { Counts = window.Counts with { RunTimeNs = window.Counts.RunTimeNs + 1 } },
        ["uncertain_runs"] = static window => window with { Counts = window.Counts with { UncertainRuns = window.Counts.UncertainRuns + 1 } },
        ["orphan_exits"] = static window => window with { Counts = window.Counts with { OrphanExits = window.Counts.OrphanExits + 1 } },
        ["forced_out_ns"] = static window => window with { Counts = window.Counts with { ForcedOutNs = window.Counts.ForcedOutNs + 1 } },
        ["forced_out_untold"] = static window => window with { Counts = window.Counts with { ForcedOutUntold = window.Counts.ForcedOutUntold + 1 } },
        ["guest_thread_ns"] = static window => window with { Counts = window.Counts with { GuestThreadNs = window.Counts.GuestThreadNs - 1 } },
        ["lost"] = static window => window with { Counts = window.Counts with { Lost = window.Counts.Lost - 1 } },
        ["triggers"] = static window => window with { Triggers = new TriggerCounts() },
        ["window"] = static window => window with { WindowStartNs = window.WindowEndNs, WindowEndNs = window.WindowEndNs + 1 },
        ["final"] = static window => window with { Final = false },
    };

    [Fact]
    public void Correct_outputs_pass() => Assert.Empty(Check(GangExits(), Windows()));

    [Fact]
    public void A_dropped_gang_exit_is_found() => Assert.Contains("is missing", Only(Check(GangExits()[1..], Windows()), "missing"), StringComparison.Ordinal);

    [Fact]
    public void A_doubled_gang_exit_is_found() => Assert.Contains("twice", Only(Check([.. GangExits(), GangExits()[7]], Windows()), "twice"), StringComparison.Ordinal);

    [Fact]
    public void The_last_dropped_and_another_doubled_are_found_though_the_number_is_right() =>
        Assert.NotEmpty(Check([.. GangExits()[..^1], GangExits()[0]], Windows()));

    [Theory]
    [MemberData(nameof(GangExitFields))]
    public void An_altered_gang_exit_is_found(string field)
    {
        var items = GangExits();
        items[3] = GangExitChanges[field](items[3]);
        Assert.NotEmpty(Check(items, Windows()));
    }

    [Theory]
    [MemberData(nameof(CountFields))]
    public void An_altered_window_is_found(string field)
    {
        var windows = Windows();
        windows[0] = CountChanges[field](windows[0]);
        Assert.NotEmpty(Check(GangExits(), windows));
    }

    [Fact]
    public void A_dropped_window_is_found() => Assert.NotEmpty(Check(GangExits(), Windows()[1..]));

    [Fact]
    public void The_last_word_on_a_window_counts()
    {
        var windows = Windows();
        var early = windows[0] with { Counts = default, Final = false };
        Assert.Empty(Check(GangExits(), [early, .. windows]));
        Assert.NotEmpty(Check(GangExits(), [.. windows, early]));
    }

    [Fact]
    public void A_report_that_differs_is_found()
    {
        var report = Reference.Vms.ToDictionary(vm => vm.Key, vm => vm.Value.Counts with { Counts = vm.Value.Counts.Counts with { Lost = 0 } });
        Assert.Empty(ReportChecker.Check(Trace.Trace, Reference, report));
        var (tgid, counts) = report.First();
        report[tgid] = counts with { Counts = counts.Counts with { Cedes = counts.Counts.Cedes + 1 } };
        Assert.Single(ReportChecker.Check(Trace.Trace, Reference, report));
        report.Remove(tgid);
        Assert.Single(ReportChecker.Check(Trace.Trace, Reference, report));
    }

    private static IReadOnlyList<string> Check(IEnumerable<Item> gangExits, IEnumerable<GangExitCount> windows) =>
        new OutputChecker([Trace], new Dictionary<string, ReferenceTrace>(StringComparer.Ordinal) { [Trace.Trace] = Reference }).Check(gangExits, windows);

    private static string Only(IReadOnlyList<string> differences, string word) =>
        Assert.Single(differences, difference => difference.Contains(word, StringComparison.Ordinal));

    private static List<Item> GangExits()
    {
        List<Item> all = [.. Reference.Vms.Values.SelectMany(vm => vm.GangExits, (_, item) => item with { Host = Trace.Host, Source = Trace.Source })];
        Assert.True(all.Count > 10);
        return all;
    }

    /// <summary>A VM's whole trace in one window.</summary>
    private static List<GangExitCount> Windows() => [.. Reference.Vms.OrderByDescending(vm => vm.Value.GangExits.Count).Select(vm => new GangExitCount
    {
        Host = Trace.Host,
        Source = Trace.Source,
        Tgid = vm.Key,
        WindowStartNs = 0,
        WindowEndNs = long.MaxValue - 1,
        Counts = vm.Value.Counts.Counts,
        Triggers = vm.Value.Counts.Triggers,
        Final = true,
        HasRunCore = true,
    })];
}
