using GangExitStream.Reporting.Exits;

namespace GangExitStream.Tests.Unit.Report;

public sealed class ExitCollectorTests
{
    private const int Vm = 7;

    [Fact]
    public void Time_out_is_from_the_exit_to_the_vcpus_next_enter()
    {
        // That enters are recorded is seen with the first of them: of exits before it no time is known.
        var row = Only(Exit(0, vcpu: 1), Enter(1, vcpu: 0), Exit(100, vcpu: 0), Exit(110, vcpu: 1), Enter(150, vcpu: 1), Enter(300, vcpu: 0), Enter(400, vcpu: 0));
        Assert.Equal((2L, 240L, 40L, 200L), (row.Out!.Count, row.Out.Sum, row.Out.Min!.Value, row.Out.Max!.Value));
    }

    [Fact]
    public void An_exit_before_a_loss_has_no_time()
    {
        var row = Only(Enter(1, vcpu: 0), Exit(100, vcpu: 0), KvmEvent.Lost(120, 3, 1), Enter(300, vcpu: 0), Exit(400, vcpu: 0), Enter(450, vcpu: 0));
        Assert.Equal((2L, 1L, 50L), (row.Count, row.Out!.Count, row.Out.Sum));
    }

    [Fact]
    public void An_hcall_names_the_SYSCALL_of_its_vcpu_and_nothing_else()
    {
        var exits = Report(
            Hcall(0, vcpu: 0, 0x58), // of an exit before the trace
            Exit(1, vcpu: 0, 0xc00), Hcall(2, vcpu: 0, 0x58), Hcall(3, vcpu: 0, 0x8), // a second one without another exit
            Exit(4, vcpu: 1, 0x500), Hcall(5, vcpu: 1, 0x58),
            Exit(6, vcpu: 2, 0xc00, ceded: 1), Hcall(7, vcpu: 3, 0x58),
            Exit(8, vcpu: 4, 0xc00), Hcall(9, vcpu: 4, 0x7777));
        Assert.Equal([("EXTERNAL", 1L, 0L), ("H_PUT_TERM_CHAR", 1, 0), ("SYSCALL", 1, 1), ("hcall 0x7777", 1, 0)], exits.All.Select(row => (row.Trap!, row.Count, row.Ceded)));
        Assert.True(exits is { HasHcalls: true, HasTimes: false });
    }

    [Fact]
    public void Any_trap_has_a_row()
    {
        int[] traps = [0, 0x20, 0x500, 0x501, 0x502, 0x1500, 0x17e0, 0x1800, int.MaxValue, -1];
        var exits = Report([.. traps.Select((trap, i) => Exit(i, vcpu: 0, trap, ceded: (byte)(i % 2)))]);
        Assert.Equal(traps.Select(TrapNames.Format).Order(StringComparer.Ordinal), exits.All.Select(row => row.Trap!).Order(StringComparer.Ordinal));
        Assert.All(exits.All, row => Assert.Equal(1, row.Count));
        Assert.Equal(traps.Length / 2, exits.All.Sum(row => row.Ceded));
    }

    [Fact]
    public void Forged_traps_and_VMs_are_bounded_and_none_is_lost()
    {
        var collector = new ExitCollector();
        for (var i = 0; i < 70_000; i++)
            collector.Add([KvmEvent.GuestExit(i, 0, i, i, i, 0x4000_0000 + i, 0)]);
        var exits = collector.Finish();
        Assert.True(exits.ByVm.Count <= ExitCollector.MaxVms + 1);
        Assert.Equal(70_000, exits.All.Sum(row => row.Count));
        Assert.InRange(exits.All.Count, 2, 300);
        Assert.Null(exits.All[^1].Trap);
    }

    [Fact]
    public void VMs_with_the_same_hash_are_counted_separately()
    {
        var events = Enumerable.Range(0, 5000).SelectMany(tgid => new[] { KvmEvent.GuestExit(1, 0, tgid, 1, 0, 0x500, 0), KvmEvent.Enter(2, 0, tgid, 1, 0, 4), KvmEvent.GuestExit(3, 0, tgid, 1, 0, 0x980, 0) });
        var exits = Report([.. events, .. events]);
        Assert.Equal(5000, exits.ByVm.Count);
        Assert.All(exits.ByVm.Values, rows => Assert.Equal([("EXTERNAL", 2L), ("HV_DECREMENTER", 2L)], rows.Select(row => (row.Trap!, row.Count))));
    }

    private static ExitRow Only(params KvmEvent[] events) => Assert.Single(Report(events).All);

    private static ExitReport Report(params KvmEvent[] events)
    {
        var collector = new ExitCollector();
        foreach (var some in events.Chunk(3))
            collector.Add(some);
        return collector.Finish();
    }

    private static KvmEvent Exit(long ns, int vcpu, int trap = 0x500, byte ceded = 0) => KvmEvent.GuestExit(ns, 0, Vm, 1, vcpu, trap, ceded);

    private static KvmEvent Enter(long ns, int vcpu) => KvmEvent.GuestEnter(ns, 0, Vm, 1, vcpu);

    private static KvmEvent Hcall(long ns, int vcpu, int number) => KvmEvent.Hcall(ns, 0, Vm, 1, vcpu, number);
}
