using System.Diagnostics;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Tests.Unit.Perf;

/// <summary>Folders of perf record --threads and --kcore, opened by the path of the folder or of its file <c>data</c>.</summary>
public sealed class PerfFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("threads.dir", "")]
    [InlineData("threads.dir", "data")]
    [InlineData("threads-z.dir", "")]
    public void A_threads_folders_events_are_those_of_perf_script_in_its_order(string folder, string file)
    {
        var read = TraceReading.ReadAll(TraceFile.Open(Path.Combine(Case(folder), file)));
        var script = TraceReading.ReadAll(TraceFile.Open(Case(folder + ".perf-script.txt")));
        Assert.Equal(360, read.Events.Count);
        Assert.Equal(script.Events.Select(Facts), read.Events.Select(Facts));
        Assert.Equal((0L, 0L), (read.Summary.DamageCount, read.Summary.OutOfOrder));
        Assert.Equal((TraceForm.PerfFile, "vm", "x86_64"), (read.Info.Form, read.Info.Host, read.Info.Arch));
    }

    [Fact]
    public void A_folder_of_kcore_is_the_perf_data_in_it()
    {
        Directory.CreateDirectory(_temporary.PathOf("kcore_dir"));
        File.Copy(RepoFiles.Trace("tiny.perf.data"), _temporary.PathOf("data"));
        var read = TraceReading.ReadAll(TraceFile.Open(_temporary.PathOf("")));
        Assert.Equal(TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace("tiny.perf.data"))).Events, read.Events);
        Assert.Equal(0, read.Summary.DamageCount);
    }

    [Fact]
    public void A_head_without_its_files_is_refused()
    {
        File.Copy(Path.Combine(Case("threads.dir"), "data"), _temporary.PathOf("data"));
        AssertRefused(TraceDamageId.FolderIncomplete, "name the folder", TraceReading.ReadAll(TraceFile.Open(_temporary.PathOf("data"))));
        AssertRefused(TraceDamageId.FolderIncomplete, "name the folder", TraceReading.ReadAll(File.ReadAllBytes(_temporary.PathOf("data"))));
    }

    // As gangexit report - < data: the stream is a file, but its folder is not known.
    [Fact]
    public void A_head_as_standard_input_is_refused()
    {
        using var file = File.OpenRead(Path.Combine(Case("threads.dir"), "data"));
        var input = new FileStream(new SafeFileHandle(file.SafeFileHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 0);
        AssertRefused(TraceDamageId.FolderIncomplete, "name the folder", TraceReading.ReadAll(TraceFile.Open(input)));
    }

    // The temporary copy of a pipe is in another folder, whose files data.N are of other recordings.
    [Fact]
    public async Task A_head_from_a_pipe_is_not_combined_with_files_of_the_temporary_folder()
    {
        foreach (var name in (string[])["data.0", "data.1"])
            File.Copy(Path.Combine(Case("threads.dir"), name), _temporary.PathOf(name));
        var (exit, error) = await ReportPipeAsync(_temporary.PathOf(""));
        Assert.Contains("name the folder", error, StringComparison.Ordinal);
        Assert.Equal(1, exit);
    }

    [Fact]
    public async Task A_temporary_folder_that_takes_no_file_is_named()
    {
        var (exit, error) = await ReportPipeAsync(_temporary.PathOf("missing"));
        Assert.Contains($"a temporary file in {_temporary.PathOf("missing")}", error, StringComparison.Ordinal);
        Assert.Contains("TMPDIR names another", error, StringComparison.Ordinal);
        Assert.Equal(1, exit);
    }

    [Theory]
    [InlineData("threads.dir")]
    [InlineData("threads-z.dir")]
    public void The_last_file_is_missed_too(string folder)
    {
        foreach (var file in new[] { "data", "data.0" })
            File.Copy(Path.Combine(Case(folder), file), _temporary.PathOf(file));
        var damage = Assert.Single(TraceReading.ReadAll(TraceFile.Open(_temporary.PathOf(""))).Summary.Damage);
        Assert.Equal(TraceDamageId.FolderIncomplete, damage.Id);
        Assert.Contains("1 of the folder's files data.0 to data.1", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        foreach (var name in (string[])["data", "data.1"])
            File.Copy(Path.Combine(Case("threads.dir"), name), _temporary.PathOf(name));
        var read = TraceReading.ReadAll(TraceFile.Open(_temporary.PathOf("")));
        Assert.Equal(TraceDamageId.FolderIncomplete, Assert.Single(read.Summary.Damage).Id);
        Assert.InRange(read.Events.Count, 1, 359);
    }

    [Fact]
    public void A_damage_names_its_file()
    {
        foreach (var path in Directory.EnumerateFiles(Case("threads.dir")))
            File.Copy(path, _temporary.PathOf(Path.GetFileName(path)));
        using (var file = File.OpenWrite(_temporary.PathOf("data.1")))
            file.SetLength(file.Length - 20);
        var damage = Assert.Single(TraceReading.ReadAll(TraceFile.Open(_temporary.PathOf(""))).Summary.Damage);
        Assert.Equal(TraceDamageId.Truncated, damage.Id);
        Assert.StartsWith("data.1: ", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "no file named data")]
    [InlineData(true, "CTF")]
    public void Another_folder_is_refused_by_what_it_is(bool hasMetadata, string words)
    {
        if (hasMetadata)
            File.WriteAllText(_temporary.PathOf("metadata"), "/* CTF 1.8 */");
        AssertRefused(TraceDamageId.Io, words, TraceReading.ReadAll(TraceFile.Open(_temporary.PathOf(""))));
    }

    private static void AssertRefused(TraceDamageId id, string words, ReadTrace read)
    {
        Assert.Empty(read.Events);
        var damage = Assert.Single(read.Summary.Damage);
        Assert.Equal(id, damage.Id);
        Assert.Contains(words, damage.Message, StringComparison.Ordinal);
    }

    private static string Case(string name) => RepoFiles.PerfCase(name);

    private static (KvmEventKind, long MicroSeconds, int Cpu, int Tid, int Vcpu, int Value, byte Ceded) Facts(KvmEvent e) =>
        (e.Kind, e.TimeNs / 1000, e.Cpu, e.Tid, e.Vcpu, e.Value, e.Ceded);

    /// <summary><c>gangexit report -</c> of a recording in a pipe, with a temporary folder.</summary>
    private static async Task<(int Exit, string Error)> ReportPipeAsync(string temporary)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gangexit.dll"), "report", "-"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["TMPDIR"] = temporary;
        using var tool = Process.Start(start)!;
        await tool.StandardInput.BaseStream.WriteAsync(await File.ReadAllBytesAsync(Path.Combine(Case("threads.dir"), "data"), cancel), cancel);
        tool.StandardInput.Close();
        var (output, error) = (tool.StandardOutput.ReadToEndAsync(cancel), tool.StandardError.ReadToEndAsync(cancel));
        await tool.WaitForExitAsync(cancel);
        await output;
        return (tool.ExitCode, await error);
    }
}
