using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>What is counted of one vcore: with a stride of s, vcpus s*n to s*n + s-1 are vcore n's.</summary>
internal sealed class VcoreRow(int tgid, int vcore)
{
    public int Tgid { get; } = tgid;

    public int Vcore { get; } = vcore;

    public long Runs { get; set; }

    public long GangExits { get; set; }

    public long Forced { get; set; }

    public long Cedes { get; set; }

    public long RunTimeNs { get; set; }

    public TrapTally Triggers { get; } = new();

    /// <summary>Several rows as one.</summary>
    public static VcoreRow Sum(int tgid, int vcore, IEnumerable<VcoreRow> rows)
    {
        var sum = new VcoreRow(tgid, vcore);
        foreach (var row in rows)
        {
            sum.Runs += row.Runs;
            sum.GangExits += row.GangExits;
            sum.Forced += row.Forced;
            sum.Cedes += row.Cedes;
            sum.RunTimeNs += row.RunTimeNs;
            sum.Triggers.Add(row.Triggers);
        }
        return sum;
    }
}
