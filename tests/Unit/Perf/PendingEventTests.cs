using System.Runtime.InteropServices;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Tests.Unit.Perf;

/// <summary>Events wait to be ordered in two parts, which are copied as they lie in memory.</summary>
public sealed class PendingEventTests
{
    private static readonly KvmEvent Event = KvmEvent.GuestExit(1, cpu: 2, tgid: 3, tid: 4, vcpu: 5, trap: 6, ceded: 7, pc: 8, msr: 9);

    [Theory]
    [InlineData(nameof(KvmEvent.TimeNs))]
    [InlineData(nameof(KvmEvent.Cpu))]
    [InlineData(nameof(KvmEvent.Tid))]
    [InlineData(nameof(KvmEvent.Vcpu))]
    [InlineData(nameof(KvmEvent.Value))]
    [InlineData(nameof(KvmEvent.Tgid))]
    [InlineData(nameof(KvmEvent.Kind))]
    [InlineData(nameof(KvmEvent.Ceded))]
    public void The_first_part_has_the_fields_at_the_same_offsets(string field) =>
        Assert.Equal(Marshal.OffsetOf<KvmEvent>(field), Marshal.OffsetOf<PendingEvent>(field));

    [Fact]
    public void The_second_part_follows_the_first()
    {
        Assert.Equal(Marshal.SizeOf<PendingEvent>(), (int)Marshal.OffsetOf<KvmEvent>(nameof(KvmEvent.Pc)));
        Assert.Equal(Marshal.OffsetOf<Registers>(nameof(Registers.Msr)), Marshal.OffsetOf<KvmEvent>(nameof(KvmEvent.Msr)) - Marshal.OffsetOf<KvmEvent>(nameof(KvmEvent.Pc)));
        Assert.Equal(Marshal.SizeOf<KvmEvent>(), Marshal.SizeOf<PendingEvent>() + Marshal.SizeOf<Registers>());
    }

    [Fact]
    public void A_block_that_is_used_again_has_no_registers_of_before()
    {
        var block = new EventBlock();
        block.Commit(Event);
        Assert.Equal([Event], block.Whole.ToArray());
        block.Clear();
        var without = Event with { Pc = 0, Msr = 0 };
        block.Commit(without);
        Assert.Equal([without], block.Whole.ToArray());
        block.Commit(Event);
        Assert.Equal([without, Event], block.Whole.ToArray());
    }
}
