using CsCheck;
using GangExitStream.Detection;
using GangExitStream.Tests.Property.Detect;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Tests.Property.Perf;

/// <summary>Order within VMs only: whatever is counted of a trace comes out as it does in time order.</summary>
public sealed class VmOrderProperties
{
    private const long RoundNs = 200;

    /// <summary>Threads 0 to 2 are VM 10's, 3 to 5 VM 11's, 6 to 8 VM 12's.</summary>
    private static readonly Gen<KvmEvent> OfThread = Gen.Select(Gen.Long[0, RoundNs - 1], Gen.Int[0, 8], Gen.Int[0, 3], Gen.Int[0, 4], (time, thread, kind, n) => kind switch
    {
        0 => KvmEvent.Enter(time, 0, 10 + thread / 3, thread, thread, n),
        1 => KvmEvent.Exit(time, 0, 10 + thread / 3, thread, thread, n),
        _ => KvmEvent.GuestExit(time, 0, 10 + thread / 3, thread, thread, 0x500, (byte)(n & 1), pc: (ulong)(n * time), msr: (ulong)n),
    });

    private static readonly Gen<KvmEvent> Lost = Gen.Long[0, RoundNs - 1].Select(time => KvmEvent.Lost(time, 0, 3));

    /// <summary>A thread's number was another VM's before.</summary>
    private static readonly Gen<KvmEvent> Moved = OfThread.Select(e => e with { Tgid = 10 + (e.Tgid + 1) % 3 });

    /// <summary>By round and CPU.</summary>
    private static Gen<KvmEvent[][][]> Rounds(Gen<KvmEvent> events) => Gen.OneOf(events.Array[0, 60].Array[0, 5].Array[1, 8], events.Array[0, 60].Array[2].Array[1, 8], Stays(events).Array[2].Array[1, 8]);

    /// <summary>A CPU that stays with a thread for some events, as a host's do.</summary>
    private static Gen<KvmEvent[]> Stays(Gen<KvmEvent> events) => Gen.Select(events.Array[0, 60], Gen.Int[1, 12]).Select((all, length) =>
    {
        var sorted = all.OrderBy(e => e.TimeNs).ToArray();
        return sorted.Select((e, i) => sorted[i / length * length] is { Kind: not KvmEventKind.Lost } first && e.Kind != KvmEventKind.Lost ? e with { Tid = first.Tid, Tgid = first.Tgid, Vcpu = first.Vcpu } : e).ToArray();
    });

    [Fact]
    public void Each_VM_has_its_events_in_time_order() => Rounds(OfThread).Sample(rounds =>
    {
        var (byTime, byVm) = (Merge(rounds, byVm: false), Merge(rounds, byVm: true));
        foreach (var tgid in (int[])[10, 11, 12])
            Assert.Equal(byTime.Where(e => e.Tgid == tgid), byVm.Where(e => e.Tgid == tgid));
        Assert.Equal(byTime.Count, byVm.Count);
    });

    [Fact]
    public void A_VMs_events_lie_side_by_side_once_its_threads_are_known()
    {
        var cpu = OfThreeVms();
        var merged = Merge([[cpu, cpu, cpu], [cpu, cpu, cpu], []], byVm: true).Select(e => e.Tgid).ToList();
        Assert.Equal(InTimeOrder(cpu), merged.Take(90));
        Assert.Equal(Enumerable.Range(0, 90).Select(i => 10 + i / 30), merged.Skip(90));
    }

    [Fact]
    public void After_a_loss_VMs_lie_side_by_side_again()
    {
        var cpu = OfThreeVms();
        var merged = Merge([[cpu, cpu, cpu], [[KvmEvent.Lost(3, 0, 1)], cpu, cpu, cpu], [cpu, cpu, cpu], []], byVm: true).Where(e => e.Kind != KvmEventKind.Lost).Select(e => e.Tgid).ToList();
        Assert.Equal([.. InTimeOrder(cpu), .. InTimeOrder(cpu)], merged.Take(180));
        Assert.Equal(Enumerable.Range(0, 90).Select(i => 10 + i / 30), merged.Skip(180));
    }

    [Fact]
    public void Two_CPUs_are_merged_without_dividing_what_is_of_other_VMs()
    {
        KvmEvent[] Cpu(int tgid) => [.. Enumerable.Range(0, 30).Select(i => KvmEvent.Enter(i, 0, tgid, 3 * (tgid - 10), 0, 1))];
        var merged = Merge([[Cpu(10), Cpu(11)], [Cpu(10), Cpu(11)], []], byVm: true).Select(e => e.Tgid).ToList();
        Assert.Equal(Enumerable.Range(0, 60).Select(i => 10 + i % 2), merged.Take(60));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => 10 + i / 30), merged.Skip(60));
    }

    /// <summary>One CPU's part of a round: its VMs take turns.</summary>
    private static KvmEvent[] OfThreeVms() => [.. Enumerable.Range(0, 30).Select(i => KvmEvent.Enter(i, 0, 10 + i % 3, 3 * (i % 3), 0, 1))];

    private static IEnumerable<int> InTimeOrder(KvmEvent[] cpu) => cpu.SelectMany(e => new[] { e.Tgid, e.Tgid, e.Tgid });

    [Fact]
    public void Runs_and_VMs_are_the_same_with_losses() => Same(Gen.Frequency((200, OfThread), (1, Lost)));

    [Fact]
    public void Runs_and_VMs_are_the_same_with_threads_that_move() => Same(Gen.Frequency((200, OfThread), (1, Moved)));

    [Fact]
    public void What_is_published_is_the_same_with_losses() => Rounds(Gen.Frequency((200, OfThread), (1, Lost))).Sample(rounds =>
        BatchModel.AssertSame(BatchModel.ItemsOf([.. Merge(rounds, byVm: false)]), BatchModel.ItemsOf([.. Merge(rounds, byVm: true)])));

    private static void Same(Gen<KvmEvent> events) => Rounds(events).Sample(rounds =>
    {
        var (byTime, byVm) = (Detect(Merge(rounds, byVm: false)), Detect(Merge(rounds, byVm: true)));
        Assert.Equal(byTime.Detector.Vms.Select(vm => (vm.Tgid, vm.Tally, vm.Stride)), byVm.Detector.Vms.Select(vm => (vm.Tgid, vm.Tally, vm.Stride)));
        foreach (var tgid in (int[])[10, 11, 12])
        {
            Assert.Equal(byTime.Sink.All.Where(run => run.Tgid == tgid), byVm.Sink.All.Where(run => run.Tgid == tgid));
            Assert.Equal(byTime.Sink.Costs.Where(cost => cost.Tgid == tgid), byVm.Sink.Costs.Where(cost => cost.Tgid == tgid));
        }
    });

    private static (TraceDetector Detector, ListSink Sink) Detect(List<KvmEvent> events)
    {
        var (detector, sink) = (new TraceDetector(), new ListSink());
        detector.Process<ListSink>([.. events], ref sink);
        detector.Finish();
        return (detector, sink);
    }

    private static List<KvmEvent> Merge(KvmEvent[][][] rounds, bool byVm)
    {
        var merger = new RoundMerger();
        var merged = new List<KvmEvent>();
        var piece = new KvmEvent[7];
        void Drain()
        {
            for (int count; (count = byVm ? merger.DrainByVm(piece) : merger.Drain(piece)) > 0;)
                merged.AddRange(piece.AsSpan(0, count));
        }
        for (var round = 0; round < rounds.Length; round++)
        {
            foreach (var cpu in rounds[round])
                merger.Append(Block(cpu.OrderBy(e => e.TimeNs).Select(e => e with { TimeNs = e.TimeNs + round * RoundNs })));
            merger.EndRound();
            Drain();
        }
        merger.EndAll();
        Drain();
        Assert.Equal(0, merger.OutOfOrder);
        return merged;
    }

    private static EventBlock Block(IEnumerable<KvmEvent> events)
    {
        var block = new EventBlock();
        foreach (var e in events)
            block.Commit(e);
        return block;
    }
}
