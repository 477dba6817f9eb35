using System.Diagnostics;
using System.Globalization;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>Tests that need a separate process: signals, closed pipes, and the start of the program.</summary>
public class ProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static string Gangexit => Path.Combine(AppContext.BaseDirectory, "gangexit.dll");

    [Fact]
    public async Task It_reads_a_pipe()
    {
        var (code, output, error) = await Shell("cat \"$1\" | dotnet \"$0\" report - --format script", Recordings.PathOf("power8-smt4.pipe.perf.data"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Ganged exits for process 287 :                 3009\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_a_named_pipe_of_the_shell()
    {
        var (code, output, error) = await Shell("dotnet \"$0\" report <(cat \"$1\") --format script", Recordings.PathOf("tiny.perf-script.txt"));
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Ganged exits summary\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("csv")]
    public async Task A_closed_output_pipe_is_not_an_error(string format)
    {
        var (_, _, error) = await Shell($"dotnet \"$0\" report \"$1\" \"$1\" \"$1\" --by time --format {format} | head -n 1", Recordings.Sample);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task A_full_disk_is_said_in_one_line()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        var (code, _, error) = await Shell("dotnet \"$0\" report \"$1\" --format json >/dev/full", Recordings.Sample);
        Assert.Equal(1, code);
        Assert.StartsWith("gangexit: ", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_a_pipe_that_nobody_writes_to_and_what_was_read_is_reported(string signal)
    {
        using var process = Start("exec env --default-signal=INT dotnet \"$0\" report - --format json", "");
        var trace = await File.ReadAllBytesAsync(Recordings.PathOf("power8-smt4.pipe.perf.data"), TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(trace, TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (code, output, error) = await Finish(process);
        Assert.Equal(1, code);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
        Assert.Contains("\"tgid\":287", output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> Shell(string script, string argument)
    {
        var process = Start(script, argument);
        process.StandardInput.Close();
        return Finish(process);
    }

    private static Process Start(string script, string argument) =>
        Process.Start(new ProcessStartInfo("bash", ["-o", "pipefail", "-c", script, Gangexit, argument])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<(int Code, string Output, string Error)> Finish(Process process)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await error);
    }
}
