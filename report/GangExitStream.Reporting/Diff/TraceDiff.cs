using System.Globalization;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.History;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Reporting.Diff;

/// <summary>Compares two reports made with <see cref="ReportOptions.WithHistory"/>.</summary>
public sealed class TraceDiff
{
    /// <summary>Gang exits per second.</summary>
    public const string GangExits = "gang_exits_per_s";

    /// <summary>Gang exits as a share of runs.</summary>
    public const string ShareOfRuns = "share_of_runs";

    /// <summary>Cost of gang exits as a share of this cost and the time in the guest; of a trap: the cost of those it triggered, as a share of the same.</summary>
    public const string LostShare = "lost_share";

    /// <summary>Guest exits per second.</summary>
    public const string GuestExits = "guest_exits_per_s";

    private readonly WindowedTrace _before;
    private readonly WindowedTrace _after;
    private readonly DiffMatch _match;
    private readonly bool _gangExits; // both recordings allow counting them

    private TraceDiff(ReportResult before, ReportResult after, DiffMatch match)
    {
        _match = match;
        (_before, _after) = (new WindowedTrace(before), new WindowedTrace(after));
        _gangExits = before.Applicable && after.Applicable;
    }

    /// <summary>Why the report can't be compared; null: it can.</summary>
    public static string? Problem(ReportResult result)
    {
        if (!result.HasTimes)
            return "a comparison needs times, and this trace has ticks or distances: --clock-hz gives the rate of ticks";
        return result.Verdict == TraceVerdict.Nothing ? "it has no kvm_guest_exit or kvmppc_run_core: there is nothing to compare" : null;
    }

    /// <summary>The comparison.</summary>
    public static DiffResult Compare(ReportResult before, ReportResult after, DiffBy by, DiffMatch match) => new TraceDiff(before, after, match).Compare(by, match);

    private DiffResult Compare(DiffBy by, DiffMatch match)
    {
        var rows = (by, match) switch
        {
            (DiffBy.Trap, _) => Traps(),
            (_, DiffMatch.Total) => [],
            (DiffBy.Vcore, _) => Vcores(),
            _ => Vms(),
        };
        var metrics = Metrics(by);
        return new DiffResult
        {
            Before = _before.Result,
            After = _after.Result,
            By = by,
            Match = match,
            Metrics = metrics,
            Total = Judge([Row("all", _before.All, _after.All, Metrics(DiffBy.Vm))], Metrics(DiffBy.Vm))[0],
            Rows = [.. Judge([.. rows], metrics).OrderByDescending(row => IsChange(row, metrics[0])).ThenByDescending(row => Math.Abs(row.Changes[metrics[0]].Difference ?? 0)).ThenBy(row => row.Name, StringComparer.Ordinal)],
            WindowsBefore = (_before.Windows, _before.WindowNs),
            WindowsAfter = (_after.Windows, _after.WindowNs),
            Note = _gangExits ? null : ReportTexts.Of(_before.Result.Applicable ? _after.Result.Verdict : _before.Result.Verdict),
        };
    }

    private static bool IsChange(DiffRow row, string metric) => row.Changes[metric].Verdict is ChangeVerdict.More or ChangeVerdict.Less;

    private string[] Metrics(DiffBy by) => (_gangExits, by) switch
    {
        (false, _) => [GuestExits],
        (_, DiffBy.Trap) => [GangExits, LostShare, GuestExits],
        (_, DiffBy.Vcore) => [GangExits, ShareOfRuns],
        _ => [GangExits, ShareOfRuns, LostShare, GuestExits],
    };

    private IEnumerable<DiffRow> Vms() => Matched().Select(pair => Row(pair.Name, pair.Before, pair.After, Metrics(DiffBy.Vm)) with
    {
        TgidBefore = pair.Before?.Tgid,
        TgidAfter = pair.After?.Tgid,
    });

    private IEnumerable<(string Name, VmHistory? Before, VmHistory? After)> Matched() => VmMatch.Of(_before.Result, ByTgid(_before), _after.Result, ByTgid(_after), _match);

    /// <summary>VMs with a series; events of no known VM, and of VMs beyond the cap, are in the total only.</summary>
    private Dictionary<int, VmHistory> ByTgid(WindowedTrace trace) =>
        trace.History.Vms.Where(vm => vm.Tgid >= 0 && (!_gangExits || vm.Runs.Sum() + vm.GangExits.Sum() > 0)).ToDictionary(vm => vm.Tgid);

    private IEnumerable<DiffRow> Vcores()
    {
        foreach (var (name, before, after) in Matched())
        {
            var numbers = (before?.Vcores ?? []).Concat(after?.Vcores ?? []).Select(vcore => vcore.Vcore).Distinct().Order();
            foreach (var number in numbers)
            {
                var first = before?.Vcores.FirstOrDefault(vcore => vcore.Vcore == number);
                var second = after?.Vcores.FirstOrDefault(vcore => vcore.Vcore == number);
                yield return new DiffRow
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"{name} vcore {number}"),
                    TgidBefore = before?.Tgid,
                    TgidAfter = after?.Tgid,
                    Vcore = number,
                    Changes = new Dictionary<string, Change>
                    {
                        [GangExits] = Change.Of(first is null ? null : _before.PerSecond(first.GangExits), second is null ? null : _after.PerSecond(second.GangExits)),
                        [ShareOfRuns] = Change.Of(first is null ? null : _before.Share(first.GangExits, first.Runs), second is null ? null : _after.Share(second.GangExits, second.Runs)),
                    },
                };
            }
        }
    }

    /// <summary>A trap that is missing in one trace has a count of 0 there.</summary>
    private IEnumerable<DiffRow> Traps()
    {
        var before = _before.All.Traps.ToDictionary(trap => trap.Trap ?? "");
        var after = _after.All.Traps.ToDictionary(trap => trap.Trap ?? "");
        foreach (var name in before.Keys.Union(after.Keys))
        {
            var first = before.GetValueOrDefault(name) ?? TrapHistory.Sum(name, [], _before.History.Bins);
            var second = after.GetValueOrDefault(name) ?? TrapHistory.Sum(name, [], _after.History.Bins);
            yield return new DiffRow
            {
                Name = name.Length == 0 ? "not told" : name,
                Trap = name.Length == 0 ? null : name,
                Changes = Metrics(DiffBy.Trap).ToDictionary(metric => metric, metric => Change.Of(Estimate(_before, first, metric), Estimate(_after, second, metric))),
            };
        }
    }

    private static RatioEstimate Estimate(WindowedTrace trace, TrapHistory trap, string metric) => metric switch
    {
        GangExits => trace.PerSecond(trap.GangExits),
        LostShare => trace.LostShare(trap.ForcedOutNs, trace.All, trap.GangExits),
        _ => trace.PerSecond(trap.GuestExits),
    };

    private DiffRow Row(string name, VmHistory? before, VmHistory? after, string[] metrics) => new()
    {
        Name = name,
        Changes = metrics.ToDictionary(metric => metric, metric => Change.Of(Estimate(_before, before, metric), Estimate(_after, after, metric))),
    };

    private static RatioEstimate? Estimate(WindowedTrace trace, VmHistory? vm, string metric) => (vm, metric) switch
    {
        (null, _) => null,
        (_, GangExits) => trace.PerSecond(vm.GangExits),
        (_, ShareOfRuns) => trace.Share(vm.GangExits, vm.Runs),
        (_, LostShare) => trace.LostShare(vm.ForcedOutNs, vm, vm.GangExits),
        _ => trace.PerSecond(vm.GuestExits),
    };

    /// <summary>Sets the verdicts; p values are adjusted for the number of rows, per metric.</summary>
    private static List<DiffRow> Judge(List<DiffRow> rows, string[] metrics)
    {
        foreach (var metric in metrics)
        {
            var told = Enumerable.Range(0, rows.Count).Where(i => rows[i].Changes[metric].P is not null).ToList();
            var adjusted = FalseDiscovery.Adjust([.. told.Select(i => rows[i].Changes[metric].P!.Value)]);
            for (var i = 0; i < told.Count; i++)
            {
                var row = rows[told[i]];
                rows[told[i]] = row with { Changes = new Dictionary<string, Change>(row.Changes) { [metric] = row.Changes[metric].Judge(adjusted[i]) } };
            }
        }
        return rows;
    }
}
