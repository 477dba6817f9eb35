using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Chaos.Check;

/// <summary>
/// What a trace must give, found without Kafka, batches, sessions or windows: reader and detector only, event by event. An item's
/// sequence is the number of items of its VM before it; a loss is an item of every VM seen before it.
/// </summary>
internal sealed class ReferenceTrace
{
    private readonly Dictionary<int, long> _sequences = [];
    private readonly Dictionary<int, ReferenceVm> _vms = [];

    private ReferenceTrace(string path)
    {
        var detector = new TraceDetector();
        var sink = new Sink(_vms);
        var one = new KvmEvent[1];
        using var reader = TraceFile.Open(path);
        while (reader.Read(one) > 0)
        {
            sink.Sequence = _sequences.GetValueOrDefault(one[0].Tgid);
            sink.WallOffset = reader.Info.WallClockOffsetNs;
            detector.Process(one, ref sink);
            Number(one[0]);
        }
        detector.Finish();
        foreach (var vm in detector.Vms)
            sink.Of(vm.Tgid).Add(vm.Tally);
    }

    /// <summary>Gang exits and counts by tgid; host and source of the records are empty.</summary>
    public IReadOnlyDictionary<int, ReferenceVm> Vms => _vms;

    public static ReferenceTrace Read(string path) => new(path);

    private void Number(in KvmEvent e)
    {
        if (e.Kind != KvmEventKind.Lost)
        {
            _sequences[e.Tgid] = _sequences.GetValueOrDefault(e.Tgid) + 1;
            return;
        }
        foreach (var tgid in _sequences.Keys)
            _sequences[tgid]++;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Sink(Dictionary<int, ReferenceVm> vms) : IRunSink
    {
        public long Sequence { get; set; }

        public long? WallOffset { get; set; }

        public readonly ReferenceVm Of(int tgid)
        {
            if (!vms.TryGetValue(tgid, out var vm))
                vms.Add(tgid, vm = new ReferenceVm());
            return vm;
        }

        public readonly void OnRun(in ClosedRun run) => Of(run.Tgid).Add(run, Sequence, WallOffset);

        public readonly void OnForcedOut(in ForcedOut cost)
        {
        }
    }
}
