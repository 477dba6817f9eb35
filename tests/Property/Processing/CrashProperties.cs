using CsCheck;
using GangExitStream.Detection;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Property.Processing;

/// <summary>The promise of the whole: whatever is published twice and whoever dies when, subscribers see the same records.</summary>
public sealed class CrashProperties
{
    private static readonly Gen<ProcessorOptions> Options =
        Gen.Select(Gen.Int[1, 4], Gen.Enum<Attribution>(), Gen.OneOf(1, 400, 16 << 20), Gen.OneOf(1, 150, 1 << 20), (ticks, attribution, bytes, part) =>
            new ProcessorOptions { Window = TimeSpan.FromTicks(ticks), Attribution = attribution, MaxEpochBytes = bytes, PartBytes = part });

    [Fact]
    public Task However_it_is_cut_repeated_and_killed_the_outputs_are_those_of_one_quiet_run() =>
        Gen.Select(LogGen.Vms, Gen.Bool, Gen.Int, LogGen.Steps, Options).SampleAsync(
            async (vms, ends, seed, steps, options) =>
            {
                var quiet = await RunAsync(LogGen.Clean(vms, ends), options, []);
                var killed = await RunAsync(LogGen.Messy(vms, ends, new Random(seed)), options, steps);
                AssertSame(quiet, killed);
            },
            iter: 1000);

    [Fact]
    public Task Also_where_the_input_breaks_its_contract_a_death_changes_nothing() =>
        Gen.Select(LogGen.Vms, Gen.Int, LogGen.Steps, Options).SampleAsync(
            async (vms, seed, steps, options) =>
            {
                var log = LogGen.Broken(vms, new Random(seed));
                var (quiet, killed) = (await RunAsync(log, options, []), await RunAsync(log, options, steps));
                AssertSame(quiet, killed);
                Assert.Equal(States(quiet), States(killed));
                Assert.Equal(quiet.Offsets.OrderBy(p => p.Key), killed.Offsets.OrderBy(p => p.Key));
                Assert.Equal(DeadLetters(quiet), DeadLetters(killed));
            },
            iter: 1000);

    private static async Task<Committed> RunAsync(InputLog log, ProcessorOptions options, Step[] steps)
    {
        await using var deaths = new Deaths(log, options);
        return await deaths.RunAsync(steps);
    }

    private static void AssertSame(Committed expected, Committed found)
    {
        Assert.Equal(GangExits(expected), GangExits(found));
        Assert.Equal(Counts(expected), Counts(found));
    }

    /// <summary>VM by VM, in the order in which they were committed, byte for byte.</summary>
    private static List<string> GangExits(Committed committed) =>
        [.. committed.Records.Where(r => r.Topic == OutputTopic.GangExits).OrderBy(r => r.Key, StringComparer.Ordinal).Select(Text)];

    private static List<string> DeadLetters(Committed committed) =>
        [.. committed.DeadLetters.OrderBy(r => r.Partition).Select(r => $"{r.DeadLetter} {Text(r)}")];

    private static List<string> Counts(Committed committed) => Latest(committed, OutputTopic.Counts);

    private static List<string> States(Committed committed) => Latest(committed, OutputTopic.State);

    private static List<string> Latest(Committed committed, OutputTopic topic) =>
        [.. Enumerable.Range(0, LogGen.Partitions).SelectMany(p => committed.Latest(topic, p).Select(r => $"{p} {r.Key} {Convert.ToHexString(r.Value!)}")).Order(StringComparer.Ordinal)];

    private static string Text(OutputCopy record) => $"{record.Partition} {record.Key} {Convert.ToHexString(record.Value!)}";
}
