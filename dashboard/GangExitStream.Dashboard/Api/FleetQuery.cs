using System.Globalization;
using GangExitStream.Dashboard.Fleet;
using Microsoft.AspNetCore.Http;

namespace GangExitStream.Dashboard.Api;

/// <summary>The selection and order of VMs: <c>?q=WORDS&amp;sort=FIELD&amp;dir=asc|desc&amp;page=N</c> of the page and of /api/vms (there with <c>limit</c>).</summary>
internal sealed record FleetQuery
{
    /// <summary>Number of VMs per page.</summary>
    public const int PageSize = 100;

    private const int MaxFilter = 200;

    /// <summary>Words that must all occur in a VM's name, host, source, tgid or traps.</summary>
    public string Filter { get; init; } = "";

    /// <summary>A field of <see cref="FleetOrder"/>.</summary>
    public string Sort { get; init; } = FleetOrder.Default;

    public bool Descending { get; init; } = true;

    /// <summary>Number of the page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Maximum VMs in the answer; null: all.</summary>
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

    /// <summary>The selected VMs of a snapshot, all pages, the worst first; without a filter the snapshot's own list.</summary>
    public IReadOnlyList<VmSums> Find(FleetSnapshot fleet)
    {
        var words = Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? fleet.Vms : [.. fleet.Vms.Where(vm => Array.TrueForAll(words, word => Has(vm, word)))];
    }

    /// <summary>Sorts them in the requested order.</summary>
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
