namespace GangExitStream.Tests.Chaos.Check;

/// <summary>Holds the reference against <c>gangexit report</c>, so that both stand on the command that users compare with.</summary>
internal static class ReportChecker
{
    public static IEnumerable<string> Check(string trace, ReferenceTrace reference, IReadOnlyDictionary<int, VmCounts> report)
    {
        foreach (var tgid in reference.Vms.Keys.Union(report.Keys))
        {
            if (!reference.Vms.TryGetValue(tgid, out var right) || !report.TryGetValue(tgid, out var said))
                yield return $"{trace}: process {tgid} is only in one of report and reference";
            else if (!WithoutLost(right.Counts).Same(said))
                yield return $"{trace}: process {tgid}: report says {said}, the reference {right.Counts}";
        }
    }

    /// <summary>The report has losses by trace, not by VM.</summary>
    private static VmCounts WithoutLost(VmCounts counts) => counts with { Counts = counts.Counts with { Lost = 0 } };
}
