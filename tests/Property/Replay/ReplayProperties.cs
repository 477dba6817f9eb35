using System.Text;
using CsCheck;
using GangExitStream.Detection;
using GangExitStream.Processor;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Property.Avro;

namespace GangExitStream.Tests.Property.Replay;

/// <summary>
/// The promise of the whole product, without a broker: however a fleet's events are cut into batches, published again, and
/// however often the processor dies between two commits, the committed gang exits and counts are those of one quiet run.
/// </summary>
public sealed class ReplayProperties
{
    private const int Second = 1_000_000_000;

    private static readonly Gen<KvmEvent> Event = Gen.Select(
        Gen.Int[0, 9], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[0, 4], Gen.Int[0, 5],
        (kind, tgid, runner, small, step) => kind switch
        {
            < 3 => KvmEvent.Enter(step, small % 2, tgid, 10 * tgid + runner, runner * 8, 4),
            < 7 => KvmEvent.GuestExit(step, small % 2, tgid, 10 * tgid + runner, runner * 8 + small, small > 2 ? 0x980 : 0xc00, (byte)(small % 2)),
            < 9 => KvmEvent.Exit(step, small % 2, tgid, 10 * tgid + runner, runner * 8, small),
            _ => KvmEvent.Lost(step, small % 3 - 1, 1 + small),
        });

    private static readonly Gen<(KvmEvent[] Events, int Cut, int[] Again, int PerEpoch, int[] Kills)> Story = Gen.Select(
        Event.Array[0, 120], Gen.Int[1, 9], Gen.Int[0, 1000].Array[0, 6], Gen.Int[1, 5], Gen.Int[0, 4].Array[0, 5]);

    [Fact]
    public async Task Deaths_and_repetitions_change_nothing() => await Story.SampleAsync(async story =>
    {
        var options = new ProcessorOptions { Window = TimeSpan.FromSeconds(7), CommitInterval = TimeSpan.FromHours(1), PartBytes = 1000 };
        var events = InTime(story.Events);
        var quiet = await GraphDriver.RunAsync(Batches(events, cut: 512), options, recordsPerEpoch: 1000, []);
        var rough = await GraphDriver.RunAsync(WithRepetitions(Batches(events, story.Cut), story.Again), options, story.PerEpoch, story.Kills);
        Assert.Equal(quiet.GangExits.Order(StringComparer.Ordinal), rough.GangExits.Order(StringComparer.Ordinal));
        Assert.Equal(Text(quiet), Text(rough));
        AssertTotals(events, quiet);
    }, iter: 300, threads: 1);

    [Fact]
    public async Task Going_on_from_states_of_version_1_changes_nothing_that_version_1_had() => await Story.SampleAsync(async story =>
    {
        var options = new ProcessorOptions { Window = TimeSpan.FromSeconds(7), CommitInterval = TimeSpan.FromHours(1) };
        var input = Batches(InTime(story.Events), story.Cut);
        var quiet = await GraphDriver.RunAsync(input, options, story.PerEpoch, []);
        var upgraded = await GraphDriver.RunAsync(input, options, story.PerEpoch, story.Kills, ThroughVersion1);
        Assert.Equal(quiet.GangExits.Order(StringComparer.Ordinal), upgraded.GangExits.Order(StringComparer.Ordinal));
        Assert.Equal(TextOfVersion1(quiet), TextOfVersion1(upgraded));
        Assert.True(upgraded.Counts.Values.Sum(count => count.Counts.ForcedOutNs) <= quiet.Counts.Values.Sum(count => count.Counts.ForcedOutNs));
    }, iter: 100, threads: 1);

    [Fact]
    public async Task A_hole_in_the_sequence_is_counted_as_lost_and_makes_open_runs_uncertain()
    {
        var events = InTime([KvmEvent.Enter(1, 0, 1, 10, 0, 4), KvmEvent.GuestExit(1, 0, 1, 10, 0, 0x500, 0), KvmEvent.Exit(1, 0, 1, 10, 0, 4)]);
        var input = Batches(events, cut: 1);
        input.RemoveAt(1);
        var output = await GraphDriver.RunAsync(input, new ProcessorOptions(), 1000, []);
        var count = Assert.Single(output.Counts.Values);
        Assert.Equal((1, 1, 1, 1), (count.Counts.Runs, count.Counts.GangExits, count.Counts.UncertainRuns, count.Counts.Lost));
    }

    [Fact]
    public async Task A_VM_without_a_run_core_has_its_guest_exits_only()
    {
        var events = InTime([KvmEvent.GuestExit(1, 0, 1, 10, 0, 0x500, 0), KvmEvent.GuestExit(1, 0, 1, 10, 0, 0x500, 0)]);
        var output = await GraphDriver.RunAsync(Batches(events, 1), new ProcessorOptions(), 1, []);
        var count = Assert.Single(output.Counts.Values);
        Assert.Equal((false, default, 2L), (count.HasRunCore, count.Counts, count.Exits.Items.ToArray().Single(exit => exit.Trap == "EXTERNAL").Count));
        Assert.Single(output.State.Keys, key => key != "//0");
    }

    [Fact]
    public async Task What_cannot_be_processed_is_a_dead_letter_and_the_partition_goes_on()
    {
        var events = InTime([KvmEvent.Enter(1, 0, 1, 10, 0, 4), KvmEvent.Exit(1, 0, 1, 10, 0, 4)]);
        var good = Batches(events, 512);
        InputRecord[] bad = [new("h/1"u8.ToArray(), [9, 9, 9]), good[0] with { Key = "h/2"u8.ToArray() }, good[0] with { Value = good[0].Value[..^3] }];
        var output = await GraphDriver.RunAsync([.. bad, .. good], new ProcessorOptions(), 1, []);
        Assert.Equal([0L, 1, 2], output.DeadLetters.Select(letter => letter.Offset));
        Assert.Equal(["AVRO-10", "CONTRACT-03", "AVRO-01"], output.DeadLetters.Select(letter => letter.Reason.Split(' ', ':')[0]));
        Assert.Single(output.GangExits);
    }

    private static KvmEvent[] InTime(KvmEvent[] steps)
    {
        var time = 3L * Second;
        for (var i = 0; i < steps.Length; i++)
            steps[i].TimeNs = time += steps[i].TimeNs * Second / 2;
        return steps;
    }

    /// <summary>As the producer does: a VM's items under their sequence, a loss to every VM seen so far, then the end.</summary>
    private static List<InputRecord> Batches(KvmEvent[] events, int cut)
    {
        var vms = new Dictionary<int, (List<KvmEvent> Open, long First)>();
        var records = new List<InputRecord>();
        void Close(int tgid, bool ends)
        {
            var (open, first) = vms[tgid];
            records.Add(Encode(tgid, first, [.. open], ends));
            vms[tgid] = ([], first + open.Count);
        }
        foreach (var e in events)
        {
            foreach (var tgid in e.Kind == KvmEventKind.Lost ? [.. vms.Keys] : new[] { e.Tgid })
            {
                vms.TryAdd(tgid, ([], 0));
                vms[tgid].Open.Add(e);
                if (vms[tgid].Open.Count == cut)
                    Close(tgid, ends: false);
            }
        }
        foreach (var tgid in vms.Keys.ToList())
            Close(tgid, ends: true);
        return records;
    }

    private static InputRecord Encode(int tgid, long first, KvmEvent[] events, bool ends)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatchV2));
        var batch = new KvmHvEventBatch { Host = "h", Source = "s", Tgid = tgid, FirstSequence = first, BaseTimeNs = events.Length == 0 ? 0 : events[0].TimeNs, EndOfSource = ends };
        Assert.False(KvmHvEventBatchCodec.Encode(batch, events, registers: false, buffer).Failed);
        return new InputRecord(Encoding.UTF8.GetBytes($"h/{tgid}"), buffer.Written.ToArray());
    }

    /// <summary>A producer that died begins again from the start, somewhere in the middle: what was sent comes once more, in order.</summary>
    private static List<InputRecord> WithRepetitions(List<InputRecord> records, int[] again)
    {
        var sent = new List<InputRecord>(records);
        foreach (var at in again.Where(_ => records.Count > 0).Select(n => n % records.Count).Order().Reverse())
            sent.InsertRange(at + 1, records[..(at + 1)]);
        return sent;
    }

    private static IEnumerable<string> Text(CommittedOutput output) => output.Counts
        .Select(pair => $"{pair.Key} {pair.Value.Counts} {pair.Value.Final} {pair.Value.HasRunCore} {Text(pair.Value.Triggers)} {Text(pair.Value.Exits)}")
        .Order(StringComparer.Ordinal);

    private static string Text(TriggerCounts counts) => string.Join(',', counts.Items.ToArray().OrderBy(count => count.Trap, StringComparer.Ordinal));

    // Version 1 wrote nothing for VMs without a run_core, and kept nothing of their guest exits.
    private static IEnumerable<string> TextOfVersion1(CommittedOutput output) => output.Counts
        .Where(pair => pair.Value.HasRunCore)
        .Select(pair => $"{pair.Key} {pair.Value.Counts with { ForcedOutNs = 0, ForcedOutUntold = 0, GuestThreadNs = 0 }} {pair.Value.Final} {Text(pair.Value.Triggers)}")
        .Order(StringComparer.Ordinal);

    /// <summary>As version 1 would have written it, and as it is read today.</summary>
    private static byte[] ThroughVersion1(byte[] record)
    {
        var old = ApacheAvro.Parse(new ReleasedSchemas().Find(RecordPrefix.SingleObject(0x2c352668bbb14238))!);
        var today = ApacheAvro.Parse(RecordSchema.DetectorState.ReadText());
        byte[] written = [.. OtherVersions.PrefixOf(old), .. ApacheAvro.Write(ApacheAvro.Read(record[10..], today, old))];
        Assert.Equal(AvroError.None, new RecordUnwrapper(RecordSchema.DetectorState, new ReleasedSchemas()).Unwrap(written, out var body));
        return [.. record[..10], .. body];
    }

    /// <summary>The windows add up to what report counts over the whole trace.</summary>
    private static void AssertTotals(KvmEvent[] events, CommittedOutput output)
    {
        var (detector, sink) = (new TraceDetector(), default(NullSink));
        detector.Process(events, ref sink);
        detector.Finish();
        foreach (var vm in detector.Vms)
        {
            var windows = output.Counts.Values.Where(count => count.Tgid == vm.Tgid).ToList();
            Assert.Equal(vm.Tally.OrphanExits, windows.Sum(w => w.Counts.OrphanExits));
            Assert.Equal(vm.Tally.UnfinishedRuns, windows.Sum(w => w.Counts.UnfinishedRuns));
            Assert.Equal(vm.Tally.Lost, windows.Sum(w => w.Counts.Lost));
            Assert.Equal(vm.Tally.ForcedOutNs, windows.Sum(w => w.Counts.ForcedOutNs));
            Assert.Equal(vm.Tally.ForcedOutUntold, windows.Sum(w => w.Counts.ForcedOutUntold));
            Assert.All(windows, window => Assert.True(window.Final));
        }
    }
}
