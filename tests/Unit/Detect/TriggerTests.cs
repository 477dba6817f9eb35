namespace GangExitStream.Tests.Unit.Detect;

public sealed class TriggerTests
{
    private const int None = RunnerState.NoTrap;
    private const int Nobody = KvmEvent.Unknown;

    [Theory]
    [InlineData(new int[0], None, Nobody)]
    [InlineData(new[] { 0x0, 0xe80, 0xea0 }, None, Nobody)]
    [InlineData(new[] { 0x980, 0x0 }, 0x980, 0)]
    [InlineData(new[] { 0x0, 0x980, 0x980 }, 0x980, Nobody)]
    [InlineData(new[] { 0x980, 0x980, 0x500 }, 0x500, 2)]
    [InlineData(new[] { 0x500, 0x980, 0x980 }, 0x500, 0)]
    [InlineData(new[] { 0x500, 0x500 }, 0x500, Nobody)]
    [InlineData(new[] { 0x500, 0xc00 }, None, Nobody)]
    [InlineData(new[] { 0x500, 0xc00, 0x500 }, None, Nobody)]
    [InlineData(new[] { 0x500, 0x500, 0xc00, 0x980 }, None, Nobody)]
    [InlineData(new[] { 0x0, 0x1234 }, 0x1234, 1)]
    public void The_trap_that_explains_most_is_the_trigger(int[] traps, int trap, int vcpu)
    {
        var trace = new Trace().Enter(8);
        for (var i = 0; i < traps.Length; i++)
            trace.Out(i, traps[i]);
        var run = OneVm.Run(trace.Exit(8));
        Assert.Equal((trap, vcpu), (run.TriggerTrap, run.TriggerVcpu));
    }

    [Fact]
    public void A_ceded_vcpu_is_no_trigger()
    {
        var run = OneVm.Run(new Trace().Enter(3).Out(0, 0xc00, ceded: 1).Out(1, 0x980).Exit(3));
        Assert.Equal((0x980, 1), (run.TriggerTrap, run.TriggerVcpu));
    }

    [Fact]
    public void Another_vcores_vcpu_is_no_trigger()
    {
        var run = OneVm.Run(new Trace().Enter(2, runnerVcpu: 9).Out(9, 0x980).Out(16, 0x500).Out(7, 0xc00).Exit(2, runnerVcpu: 9));
        Assert.Equal((0x980, 9), (run.TriggerTrap, run.TriggerVcpu));
    }

    [Fact]
    public void The_next_run_starts_without_a_trigger()
    {
        var run = OneVm.Runs(new Trace().Enter(2).Out(0, 0x500).Exit(2).Enter(2).Exit(2))[1];
        Assert.Equal((None, Nobody), (run.TriggerTrap, run.TriggerVcpu));
    }
}
