using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>Input that can't be read, or not to its end: messages and exit codes.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_missing_file_fails() => Fails(_folder.PathOf("none"), "GX1013: no such file");

    [Fact]
    public Task A_directory_fails() => Fails(_folder.PathOf(""), "GX1013: a directory");

    [Fact]
    public Task A_folder_without_a_file_named_data_is_refused() =>
        Fails(_folder.PathOf(""), "GX1013", "no file named data");

    [Fact]
    public Task The_head_of_a_recording_with_threads_does_not_pass_for_one_without_events()
    {
        var head = File.ReadAllBytes(Recordings.PathOf("tiny.perf.data"));
        head[72 + (24 / 8)] |= 1 << (24 % 8); // HEADER_DIR_FORMAT in the bitmap of features
        return Fails(_folder.Write("data", head), "GX1023", "name the folder");
    }

    [Fact]
    public Task An_empty_file_fails() => Fails(_folder.Write("empty", []), "GX1001");

    [Fact]
    public Task An_executable_is_refused() => Fails(Environment.ProcessPath!, "GX1002");

    [Fact]
    public async Task A_file_without_permission_fails()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everything");
        var path = _folder.Write("secret", [1]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);
        await Fails(path, "GX1013: no permission");
    }

    [Fact]
    public Task A_perf_data_without_our_events_fails_and_says_which_it_has() =>
        Fails(Recordings.PathOf("sched-only.perf.data"), "GX1011", "sched:sched_process_exec");

    [Fact]
    public Task Look_alikes_of_another_system_are_named() =>
        Fails(Recordings.PathOf("ppc64be-uprobe.compressed.perf.data"), "GX1011", "kvm_hv_sim:kvmppc_run_core", "--system");

    [Fact]
    public async Task A_pipe_that_ends_in_the_middle_is_reported_as_far_as_it_goes()
    {
        var whole = await File.ReadAllBytesAsync(Recordings.PathOf("power8-smt4.pipe.perf.data"), TestContext.Current.CancellationToken);
        using var half = new UnseekableStream(whole[..(whole.Length / 2)]);
        var run = await GangexitRun.OfStream(half, "report", "-", "--format", "json");
        Assert.Equal(3, run.Code);
        Assert.Contains("gangexit: -: GX1003 at offset ", run.Error, StringComparison.Ordinal);
        var trace = Assert.Single(run.Objects);
        Assert.True(trace.GetProperty("damaged").GetBoolean());
        Assert.InRange(trace.GetProperty("events").GetInt64(), 1_000, 33_579);
    }

    [Fact]
    public async Task A_text_that_ends_within_a_line_is_reported_as_far_as_it_goes()
    {
        var whole = await File.ReadAllBytesAsync(Recordings.PathOf("tiny.perf-script.txt"), TestContext.Current.CancellationToken);
        var run = await GangexitRun.Of("report", _folder.Write("cut.txt", whole.AsSpan(0, (whole.Length / 2) - 3)), "--format", "json");
        Assert.Equal(3, run.Code);
        Assert.Contains("GX1003 at offset ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Objects);
    }

    [Fact]
    public async Task One_bad_trace_among_good_ones_fails_but_the_others_are_reported()
    {
        var run = await GangexitRun.Of(
            "report", Recordings.Sample, _folder.PathOf("none"), Recordings.PathOf("lost.perf.data"), "--format", "json");
        Assert.Equal(1, run.Code);
        Assert.Equal([33_580, 41_799], run.Objects.Select(trace => trace.GetProperty("events").GetInt64()));
    }

    [Fact]
    public async Task A_lossy_trace_among_whole_ones_is_said()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("lost.perf.data"), Recordings.Sample, "--format", "csv");
        Assert.Equal(3, run.Code);
        Assert.Contains("20,051 samples lost", run.Error, StringComparison.Ordinal);
    }

    private static async Task Fails(string path, params string[] says)
    {
        var run = await GangexitRun.Of("report", path, "--format", "json");
        Assert.Equal(1, run.Code);
        Assert.Equal("", run.Output);
        Assert.StartsWith($"gangexit: {path}: {says[0]}", run.Error, StringComparison.Ordinal);
        Assert.All(says, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
