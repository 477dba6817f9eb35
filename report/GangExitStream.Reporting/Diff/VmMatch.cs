using System.Globalization;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.History;

namespace GangExitStream.Reporting.Diff;

/// <summary>
/// Finds the VMs of one trace in another. By name: VMs with the same name, then among the others VMs with the same tgid, unless both have
/// names. A name that several VMs of a trace share is ignored.
/// </summary>
internal static class VmMatch
{
    public static IEnumerable<(string Name, VmHistory? Before, VmHistory? After)> Of(
        ReportResult before, Dictionary<int, VmHistory> vmsBefore, ReportResult after, Dictionary<int, VmHistory> vmsAfter, DiffMatch match)
    {
        var (namesBefore, namesAfter) = (Names(before, vmsBefore.Keys, match), Names(after, vmsAfter.Keys, match));
        var tgidsAfter = namesAfter.ToDictionary(vm => vm.Value, vm => vm.Key, StringComparer.Ordinal);
        var (known, found) = (namesBefore.Values.ToHashSet(StringComparer.Ordinal), new HashSet<int>());
        foreach (var (tgid, vm) in vmsBefore)
        {
            var name = namesBefore.GetValueOrDefault(tgid);
            var other = name is not null && tgidsAfter.TryGetValue(name, out var named) ? named : SameTgid(tgid, name);
            if (other is { } at)
                found.Add(at);
            yield return (name ?? (other is { } there ? namesAfter.GetValueOrDefault(there) : null) ?? Text(tgid), vm, other is { } same ? vmsAfter[same] : null);
        }
        foreach (var (tgid, vm) in vmsAfter.Where(vm => !found.Contains(vm.Key)))
            yield return (namesAfter.GetValueOrDefault(tgid) ?? Text(tgid), null, vm);

        int? SameTgid(int tgid, string? name)
        {
            if (!vmsAfter.ContainsKey(tgid))
                return null;
            var otherName = namesAfter.GetValueOrDefault(tgid);
            var isOthers = otherName is not null && (name is not null || known.Contains(otherName));
            return isOthers ? null : tgid;
        }
    }

    private static Dictionary<int, string> Names(ReportResult result, IEnumerable<int> tgids, DiffMatch match) => match == DiffMatch.Tgid ? [] : tgids
        .Select(tgid => (Tgid: tgid, Name: result.NameOf(tgid)))
        .Where(vm => vm.Name is not null)
        .GroupBy(vm => vm.Name!, StringComparer.Ordinal)
        .Where(vms => vms.Count() == 1)
        .ToDictionary(vms => vms.Single().Tgid, vms => vms.Key);

    private static string Text(int tgid) => tgid.ToString(CultureInfo.InvariantCulture);
}
