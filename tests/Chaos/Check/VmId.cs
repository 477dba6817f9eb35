namespace GangExitStream.Tests.Chaos.Check;

/// <summary>A VM of one source.</summary>
internal readonly record struct VmId(string Host, string Source, int Tgid)
{
    public override string ToString() => $"{Host}/{Source}/{Tgid}";
}
