namespace GangExitStream.Tests.Property;

public sealed class TrapNamesProperties
{
    [Fact]
    public void Every_trap_reads_back() =>
        CsCheck.Check.Sample(CsCheck.Gen.Int[0, 0xffff], trap => TrapNames.TryParse(TrapNames.Format(trap), out var back) && back == trap);
}
