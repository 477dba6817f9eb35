using GangExitStream.Producer.Live;

namespace GangExitStream.Tests.Unit.Live;

public sealed class PidNamespaceTests
{
    [Theory]
    [InlineData("perf", "pid:[4026531836]", false)]
    [InlineData("perf", null, false)]
    [InlineData("perf", "pid:[4026532401]", true)]
    [InlineData("/usr/bin/perf", "pid:[4026532401]", true)]
    [InlineData("ssh", "pid:[4026532401]", false)] // perf runs elsewhere
    public void A_namespace_other_than_the_hosts_is_said(string recorder, string? ours, bool said) =>
        Assert.Equal(said ? LiveProblemId.OtherPidNamespace : null, PidNamespace.Check(recorder, ours)?.Id);
}
