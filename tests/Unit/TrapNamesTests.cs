namespace GangExitStream.Tests.Unit;

public sealed class TrapNamesTests
{
    [Theory]
    [InlineData(0x500, "EXTERNAL")]
    [InlineData(0x980, "HV_DECREMENTER")]
    [InlineData(0x0, "RETURN_TO_HOST")]
    [InlineData(0x1234, "0x1234")]
    public void A_name_reads_back_as_its_number(int trap, string name)
    {
        Assert.Equal(name, TrapNames.Format(trap));
        Assert.True(TrapNames.TryParse(name, out var back));
        Assert.Equal(trap, back);
    }
}
