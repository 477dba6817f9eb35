using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Perf;

/// <summary>An unfinished perf.data: its recorder was killed, or is still recording.</summary>
public sealed class UnfinishedTests : IDisposable
{
    /// <summary>The same recording, finished.</summary>
    private const string Finished = "tiny.perf.data";

    private static readonly TraceOptions WithFormats = new() { Formats = RepoFiles.Trace(Finished) };

    private readonly TemporaryFolder _temporary = new();

    private static string Killed => RepoFiles.PerfCase("killed.perf.data");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Without_formats_there_is_one_finding_and_nothing_is_made_up()
    {
        var read = TraceReading.ReadAll(TraceFile.Open(Killed));
        Assert.Empty(read.Events);
        Assert.Equal((null, null, null), (read.Info.Host, read.Info.WallClockOffsetNs, read.Info.Arch));
        var damage = Assert.Single(read.Summary.Damage);
        Assert.Equal(TraceDamageId.Unfinished, damage.Id);
        Assert.Contains("--formats", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_formats_all_samples_up_to_its_end_are_read()
    {
        var read = TraceReading.ReadAll(TraceFile.Open(Killed, WithFormats));
        Assert.Equal(278, read.Events.Count);
        var present = read.Events.ToHashSet();
        Assert.Equal(TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace(Finished))).Events.Where(present.Contains), read.Events);
        Assert.Equal(TraceDamageId.Unfinished, Assert.Single(read.Summary.Damage).Id);
    }

    [Fact]
    public void Formats_may_be_those_of_a_pipe_or_a_folder_too()
    {
        var killed = Write(TraceBytes.WithoutFeatures(File.ReadAllBytes(RepoFiles.Trace("samples/power8-smt4.perf.data"))));
        var byPipe = TraceReading.ReadAll(TraceFile.Open(killed, new() { Formats = RepoFiles.Trace("power8-smt4.pipe.perf.data") }));
        Assert.Equal(TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace("samples/power8-smt4.perf.data"))).Events, byPipe.Events);
        Assert.Equal(TraceDamageId.Unfinished, Assert.Single(byPipe.Summary.Damage).Id);
        var byFolder = TraceReading.ReadAll(TraceFile.Open(Killed, new() { Formats = RepoFiles.PerfCase("threads.dir") }));
        Assert.Equal(TraceDamageId.Unfinished, byFolder.Summary.Damage[^1].Id);
    }

    [Theory]
    [InlineData("no/such/file", "can't be read")]
    [InlineData("tiny.perf-script.txt", "not a perf.data")]
    [InlineData("sched-only.perf.data", "no formats of kvm_hv")]
    [InlineData("samples/power8-smt4.perf.data", "same kernel")]
    public void Formats_of_another_kernel_are_reported_as_damage(string formats, string words)
    {
        var read = TraceReading.ReadAll(TraceFile.Open(Killed, new() { Formats = RepoFiles.Trace(formats) }));
        Assert.Empty(read.Events);
        Assert.Equal([TraceDamageId.BadFormat, TraceDamageId.Unfinished], read.Summary.Damage.Select(damage => damage.Id));
        Assert.Contains(words, read.Summary.Damage[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Formats_of_its_own_come_first()
    {
        var options = new TraceOptions { Formats = RepoFiles.Trace("sched-only.perf.data") };
        var read = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace(Finished), options));
        Assert.Equal((992L, 0L), (read.Summary.Events, read.Summary.DamageCount));
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_is_said_to_be_still_written()
    {
        var path = Write(File.ReadAllBytes(Killed));
        using var reader = TraceFile.Open(path, WithFormats);
        using (var more = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            more.Write(new byte[64]);
        var read = TraceReading.ReadAll(reader);
        Assert.Equal(278, read.Events.Count);
        Assert.Equal(TraceDamageId.BeingWritten, Assert.Single(read.Summary.Damage).Id);
    }

    [Fact]
    public void A_file_that_another_process_has_open_for_writing_is_said_to_be_still_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc tells it");
        var path = Write(File.ReadAllBytes(Killed));
        using var writer = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", "exec 3>>\"$1\"; echo ready; read line", "sh", path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", writer.StandardOutput.ReadLine());
        Assert.Equal(TraceDamageId.BeingWritten, Assert.Single(TraceReading.ReadAll(TraceFile.Open(path)).Summary.Damage).Id);
        writer.StandardInput.Close();
        writer.WaitForExit();
        Assert.Equal(TraceDamageId.Unfinished, Assert.Single(TraceReading.ReadAll(TraceFile.Open(path)).Summary.Damage).Id);
    }

    [Fact]
    public void The_header_tells_the_machine()
    {
        var info = TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace("samples/power8-smt4.perf.data"))).Info;
        Assert.Equal("ppc64le", info.Arch);
        Assert.StartsWith("6.1", info.OsRelease, StringComparison.Ordinal);
        Assert.StartsWith("POWER8", info.Cpu, StringComparison.Ordinal);
    }

    private string Write(byte[] bytes) => _temporary.Write("trace", bytes);
}

/// <summary>Changes a finished perf.data to the state after its recorder was killed.</summary>
internal static class TraceBytes
{
    public static byte[] WithoutFeatures(byte[] file)
    {
        var end = (int)(BitConverter.ToUInt64(file, 40) + BitConverter.ToUInt64(file, 48));
        BitConverter.TryWriteBytes(file.AsSpan(48), 0ul);
        return file[..end];
    }
}
