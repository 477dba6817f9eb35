using System.Globalization;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Property.Fuzz;

/// <summary>
/// Damaged real files: whatever the damage, the reader comes to an end, throws nothing, and takes no memory in proportion to a
/// forged length. GANGEXIT_FUZZ=1000000 asks for more mutants than the 20,000 of a usual run.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FuzzTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3); // for one mutant, which takes milliseconds: a hang, however slow the machine

    public static TheoryData<string> Recordings =>
    [
        "power8-be-smt4.compressed.perf.data",
        "power8-be-smt4.pipe.perf.data",
        "ppc64le-uprobe.compressed.perf.data",
        "ppc64le-uprobe.callchain.perf.data",
        "tiny.perf.data",
        "tiny.perf-script.txt",
        "tiny.ftrace.txt",
        "power8-smt4.trace.dat",
    ];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void No_mutant_crashes_hangs_or_takes_much_memory(string name)
    {
        var original = File.ReadAllBytes(RepoFiles.Trace(name));
        var mutants = Mutants() / Recordings.Count;
        for (var seed = 0; seed < mutants; seed++)
            Survives(Mutation.Mutate(original, seed), $"{name}, seed {seed}");
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    public void No_mutant_of_a_small_trace_dat_crashes_hangs_or_takes_much_memory(int version, bool bigEndian)
    {
        var page = new RingBufferPage(bigEndian, 100).Missed(3);
        var run = page.Event(0, page.RunCore(71, 2, 0, 70)).LongEvent(1, page.Exit(71, 1, 1)).Extend(1 << 30).Stamp(1 << 30).Discarded(3, 12).Padding().Build();
        using var builder = new TraceDatBuilder(version, bigEndian);
        var original = builder.Buffer("", "local", run, run).Buffer("two", "ppc-tb", run).Build();
        var mutants = Mutants() / Recordings.Count;
        for (var seed = 0; seed < mutants; seed++)
            Survives(Mutation.Mutate(original, seed), $"version {version}, big endian {bigEndian}, seed {seed}");
    }

    [Theory]
    [InlineData("power8-be-smt4.pipe.perf.data", "power8-be-smt4.pipe.perf.data")]
    [InlineData("tiny.perf.data", "power8-be-smt4.compressed.perf.data")]
    public void No_mutant_of_two_recordings_behind_each_other_does(string first, string second)
    {
        byte[] original = [.. File.ReadAllBytes(RepoFiles.Trace(first)), .. File.ReadAllBytes(RepoFiles.Trace(second))];
        for (var seed = 0; seed < Mutants() / 20; seed++)
            Survives(Mutation.Mutate(original, seed), $"{first} and {second}, seed {seed}");
    }

    [Fact]
    public void No_mutant_of_a_file_whose_recorder_was_killed_does()
    {
        var original = File.ReadAllBytes(RepoFiles.PerfCase("killed.perf.data"));
        var options = new TraceOptions { Formats = RepoFiles.Trace("tiny.perf.data") };
        for (var seed = 0; seed < Mutants() / 20; seed++)
        {
            var mutant = Mutation.Mutate(original, seed);
            Survives(() => TraceFile.Open(new MemoryStream(mutant), options), mutant, $"killed, seed {seed}");
        }
    }

    [Theory]
    [InlineData("threads.dir", "data")]
    [InlineData("threads.dir", "data.1")]
    [InlineData("threads-z.dir", "data.1")]
    public void No_mutant_of_a_folders_file_does(string folder, string file)
    {
        using var copy = new TemporaryFolder();
        foreach (var path in Directory.EnumerateFiles(RepoFiles.PerfCase(folder)))
            copy.Copy(path, Path.GetFileName(path));
        var original = File.ReadAllBytes(copy.PathOf(file));
        for (var seed = 0; seed < Mutants() / 20; seed++)
        {
            var mutant = Mutation.Mutate(original, seed);
            copy.Write(file, mutant);
            Survives(() => TraceFile.Open(copy.PathOf("")), mutant, $"{folder}/{file}, seed {seed}");
        }
    }

    [Theory]
    [InlineData("power8-be-smt4.compressed.perf.data", 45_000)]
    [InlineData("power8-be-smt4.pipe.perf.data", 16_000)]
    [InlineData("tiny.ftrace.txt", 6_000)]
    public void Every_prefix_is_read_up_to_its_end(string name, int longest)
    {
        var original = File.ReadAllBytes(RepoFiles.Trace(name));
        for (var length = 0; length < Math.Min(longest, original.Length); length++)
            Survives(original[..length], $"{name}, the first {length} bytes");
    }

    [Fact]
    public void A_longer_prefix_of_a_pipe_yields_the_shorter_ones_events_and_more()
    {
        var original = File.ReadAllBytes(RepoFiles.Trace("power8-be-smt4.pipe.perf.data"));
        var all = TraceReading.ReadAll(original).Events;
        var (cuts, silent) = (0, 0);
        for (var length = original.Length - 1; length > 0; length -= 2_003, cuts++)
        {
            var read = TraceReading.ReadAll(original[..length]);
            Assert.Equal(all.Take(read.Events.Count), read.Events);
            silent += read.Summary.DamageCount == 0 ? 1 : 0;
        }
        Assert.True(silent < cuts / 10, $"nothing is said of {silent} of {cuts} cuts"); // a pipe cut between two records looks whole
    }

    public static int Mutants() =>
        int.TryParse(Environment.GetEnvironmentVariable("GANGEXIT_FUZZ"), CultureInfo.InvariantCulture, out var mutants) ? mutants : 20_000;

    private static void Survives(byte[] bytes, string what) => Survives(() => TraceFile.Open(new MemoryStream(bytes)), bytes, what);

    private static void Survives(Func<ITraceReader> open, byte[] bytes, string what)
    {
        var before = GC.GetTotalAllocatedBytes();
        var reading = Task.Run(() => Read(open()));
        Assert.True(Task.WaitAny([reading], Patience) >= 0, $"{what}: hangs");
        Assert.True(reading.IsCompletedSuccessfully, $"{what}: {reading.Exception?.InnerException}");
        var (events, damage) = reading.Result;
        Assert.True(damage.All(d => d.Offset >= 0), what);
        var allowed = (20L << 20) + 20L * bytes.Length + 200 * events;
        Assert.True(GC.GetTotalAllocatedBytes() - before < allowed, $"{what}: allocated {GC.GetTotalAllocatedBytes() - before} bytes for {bytes.Length}");
    }

    private static (long Events, IReadOnlyList<TraceDamage> Damage) Read(ITraceReader reader)
    {
        using (reader)
        {
            var events = 0L;
            var damage = new List<TraceDamage>();
            Span<KvmEvent> piece = new KvmEvent[256];
            do
            {
                for (int count; (count = reader.Read(piece)) > 0;)
                    events += count;
                damage.AddRange(reader.Summary.Damage);
            }
            while (reader.NextPart());
            return (events, damage);
        }
    }
}
