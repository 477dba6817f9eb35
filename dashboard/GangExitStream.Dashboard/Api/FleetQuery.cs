using System.Globalization;
using GangExitStream.Dashboard.Fleet;
using Microsoft.AspNetCore.Http;

namespace GangExitStream.Dashboard.Api;

/// <summary>Which VMs, in which order: <c>?q=WORDS&amp;sort=FIELD&amp;dir=asc|desc&amp;page=N</c>, of the page and of /api/vms (there with <c>limit</c>).</summary>
internal sealed record FleetQuery
{
    /// <summary>VMs on a page.</summary>
    public const int PageSize = 100;

    private const int MaxFilter = 200;

    /// <summary>Words that a VM must have, all of them, in its name, host, source, tgid or traps.</summary>
    public string Filter { get; init; } = "";

    /// <summary>A field of <see cref="FleetOrder"/>.</summary>
    public string Sort { get; init; } = FleetOrder.Default;

    public bool Descending { get; init; } = true;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Most VMs that are answered; null: all.</summary>
    public int? Limit { get; init; }

    public static FleetQuery Of(IQueryCollection query)
    {
        var filter = query["q"].ToString();
        var sort = query["sort"].ToString();
        return new FleetQuery
        {
            Filter = filter.Length > MaxFilter ? filter[..MaxFilter] : filter,
            Sort = FleetOrder.Fields.ContainsKey(sort) ? sort : FleetOrder.Default,
            Descending = query["dir"] != "asc",
            Page = Number(query["page"]) ?? 1,
            Limit = Number(query["limit"]),
        };
    }

    /// <summary>The VMs of a snapshot that are asked for, all pages of them, the worst first. Where nothing is filtered they are the snapshot's own list.</summary>
    public IReadOnlyList<VmSums> Find(FleetSnapshot fleet)
    {
        var words = Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? fleet.Vms : [.. fleet.Vms.Where(vm => Array.TrueForAll(words, word => Has(vm, word)))];
    }

    /// <summary>The same in the order that is asked for.</summary>
    public IReadOnlyList<VmSums> Order(IReadOnlyList<VmSums> found) => Sort == FleetOrder.Default && Descending ? found : FleetOrder.Sort(found, Sort, Descending);

    private static bool Has(VmSums vm, string word)
    {
        if (Contains(vm.Host) || Contains(vm.Source) || Contains(vm.Name) || Contains(vm.Tgid.ToString(CultureInfo.InvariantCulture)))
            return true;
        return Contains(TrapOrder.Main(vm.HasRunCore ? vm.Triggers : vm.Exits)?.Trap);

        bool Contains(string? text) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
