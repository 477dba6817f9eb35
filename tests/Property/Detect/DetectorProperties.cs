using CsCheck;
using GangExitStream.Detection;

namespace GangExitStream.Tests.Property.Detect;

public sealed class DetectorProperties
{
    [Fact]
    public void Any_interleaving_of_vcores_gives_the_sum_of_the_vcores_alone() =>
        Gen.Select(Gens.Vcore(10, 100, 0), Gens.Vcore(10, 101, 8), Gens.Vcore(11, 102, 0), Gen.Int).Sample((a, b, c, seed) =>
        {
            var alone = Runs(a).Concat(Runs(b)).Concat(Runs(c)).Order().ToList();
            return Runs(Interleave(seed, a, b, c)).Order().SequenceEqual(alone);
        });

    [Fact]
    public void The_tgid_attribution_equals_a_model_of_the_original_script() =>
        Gens.Chaos.Sample(events =>
        {
            var (detector, sink) = Detect(events);
            var counts = detector.Vms.Where(vm => vm.HasEntered)
                .Select(vm => (vm.Tgid, sink.All.LongCount(run => run.Tgid == vm.Tgid && run.GangExitPerTgid)));
            return counts.SequenceEqual(new OriginalScriptModel(events).GangExits);
        }, iter: 20_000);

    [Fact]
    public void The_vcore_attribution_equals_a_model_of_single_runs() =>
        Gens.Chaos.Sample(events =>
        {
            var (detector, sink) = Detect(events);
            var model = new PerRunModel(events);
            var orphans = detector.Vms.Sum(vm => vm.Tally.OrphanExits) + detector.UnattributedExits;
            return sink.Runs.Select(run => (run.Tgid, run.RunnerTid, run.GangExit, run.Uncertain)).SequenceEqual(model.Runs)
                && orphans == model.Orphans
                && detector.Vms.Sum(vm => vm.Tally.UnfinishedRuns) == model.Unfinished;
        }, iter: 20_000);

    [Fact]
    public void The_cost_equals_a_model_that_searches_the_trace() =>
        Gen.Select(Gens.OneVm(10), Gen.OneOf(1, 2, 4, 8)).Sample((events, stride) =>
        {
            var (vm, sink, model) = (new VmState(10, stride), new ListSink(), new CostModel(events, stride));
            GangDetector.Process(vm, events, ref sink);
            vm.Finish();
            return sink.Costs.Select(cost => (cost.RunnerVcpu, cost.Forced, cost.SinceNs, cost.UntilNs))
                    .SequenceEqual(model.Costs.Select(cost => (cost.Vcpu, cost.Forced, cost.SinceNs, cost.UntilNs)))
                && (vm.Tally.ForcedOutNs, vm.Tally.ForcedOutUntold) == (model.ForcedOutNs, model.Untold)
                && sink.Runs.Sum(run => run.GuestThreadNs) == model.GuestThreadNs;
        }, iter: 20_000);

    [Fact]
    public void One_VM_alone_gives_what_it_gives_in_its_trace() =>
        Gens.OneVm(10).Sample(events =>
        {
            var (_, inTrace) = Detect(events);
            var alone = new ListSink();
            GangDetector.Process(new VmState(10), events, ref alone);
            return alone.All.SequenceEqual(inTrace.All);
        });

    [Fact]
    public void Splitting_a_stream_anywhere_and_resuming_from_a_snapshot_changes_nothing() =>
        Gen.Select(Gens.OneVm(10), Gen.Int[0, 120]).Sample((events, split) =>
        {
            var (whole, parts) = (new ListSink(), new ListSink());
            var (vm, first) = (new VmState(10), new VmState(10));
            GangDetector.Process(vm, events, ref whole);
            var at = Math.Min(split, events.Length);
            GangDetector.Process(first, events.AsSpan(0, at), ref parts);
            var second = Resume(first);
            GangDetector.Process(second, events.AsSpan(at), ref parts);
            return whole.All.SequenceEqual(parts.All) && whole.Costs.SequenceEqual(parts.Costs) && AreEqual(vm, second);
        });

    [Fact]
    public void The_order_of_a_runs_guest_exits_does_not_matter() =>
        Gen.Select(Gens.Vcore(10, 100, 0).Where(events => events.Length > 0), Gen.Int).Sample((events, seed) =>
        {
            KvmEvent[] run = [.. events.Take(1 + Array.FindIndex(events, e => e.Kind == KvmEventKind.Exit))];
            var guestExits = run[1..^1];
            new Random(seed).Shuffle(guestExits);
            return Detect(run).Sink.All.SequenceEqual(Detect([run[0], .. guestExits, run[^1]]).Sink.All);
        });

    private static (TraceDetector Detector, ListSink Sink) Detect(ReadOnlySpan<KvmEvent> events)
    {
        var detector = new TraceDetector();
        var sink = new ListSink();
        detector.Process(events, ref sink);
        detector.Finish();
        return (detector, sink);
    }

    private static IEnumerable<(int, int, int, int, bool, int, int)> Runs(KvmEvent[] events) =>
        Detect(events).Sink.All.Select(run =>
            (run.Tgid, run.RunnerTid, run.NRunnable, run.Ceded, run.GangExit, run.TriggerTrap, run.TriggerVcpu));

    private static VmState Resume(VmState vm)
    {
        var copy = new RunnerState[vm.Runners.Length];
        vm.CopyRunners(copy);
        var resumed = new VmState(vm.Tgid);
        resumed.Restore(vm.HasRunCore, vm.HasEntered, vm.CedesPerTgid, vm.Tally, copy);
        resumed.RestoreVcpus(VcoreStride.Between(vm.Stride.Least, vm.Stride.Most), Vcpus(vm));
        return resumed;
    }

    private static VcpuState[] Vcpus(VmState vm)
    {
        var vcpus = new VcpuState[vm.VcpuCount];
        vm.CopyVcpus(vcpus);
        return vcpus;
    }

    private static bool AreEqual(VmState left, VmState right) =>
        left.Stride == right.Stride && Vcpus(left).SequenceEqual(Vcpus(right)) && left.Runners.SequenceEqual(right.Runners) && left.Tally == right.Tally && left.OpenRuns == right.OpenRuns
        && (left.HasRunCore, left.HasEntered, left.CedesPerTgid) == (right.HasRunCore, right.HasEntered, right.CedesPerTgid);

    private static KvmEvent[] Interleave(int seed, params KvmEvent[][] streams)
    {
        var random = new Random(seed);
        var queues = streams.Select(stream => new Queue<KvmEvent>(stream)).ToList();
        var all = new List<KvmEvent>();
        while (queues.RemoveAll(queue => queue.Count == 0) >= 0 && queues.Count > 0)
            all.Add(queues[random.Next(queues.Count)].Dequeue());
        return [.. all];
    }
}
