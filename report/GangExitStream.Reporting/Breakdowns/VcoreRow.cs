using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>What is counted of one vcore: vcpus 8n to 8n+7 are vcore n's.</summary>
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
}
