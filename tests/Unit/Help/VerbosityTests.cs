using System.Globalization;
using System.Text.RegularExpressions;
using GangExitStream.Cli;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Produce;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Producer;
using GangExitStream.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Help;

/// <summary>--quiet and --verbose: what stands on standard error; results and exit codes stay.</summary>
public sealed class VerbosityTests
{
    private static readonly string Lossy = Recordings.PathOf("lost.perf.data");

    [Fact]
    public async Task A_quiet_report_has_no_notes()
    {
        var (normal, quiet) = (await GangexitRun.Of("report", Lossy, "--format", "json"), await GangexitRun.Of("report", Lossy, "--format", "json", "-q"));
        Assert.Contains("20,051 samples lost", normal.Error, StringComparison.Ordinal);
        Assert.Equal((normal.Code, normal.Output, ""), (quiet.Code, quiet.Output, quiet.Error));
    }

    [Fact]
    public async Task What_goes_wrong_is_said_however_quiet()
    {
        var quiet = await GangexitRun.Of("report", "/nonexistent.perf.data", "--quiet");
        Assert.Equal(ExitCode.Failed, quiet.Code);
        Assert.Contains("GX1013", quiet.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verbose_report_says_how_each_recording_was_read()
    {
        var two = Path.Combine(RepoFiles.Root, "tests/Cases/Binary/two-pipes.perf.data");
        var (normal, verbose) = (await GangexitRun.Of("report", two, Lossy), await GangexitRun.Of("report", two, Lossy, "-v"));
        Assert.Equal((normal.Code, normal.Output), (verbose.Code, verbose.Output));
        Assert.Equal(3, verbose.Error.Split('\n').Count(line => line.Contains(" guest exit", StringComparison.Ordinal)));
        Assert.Matches(@"part 1: perf\.data.*\n(.*\n)*.*part 2: perf\.data", verbose.Error);
        var sizes = Regex.Matches(verbose.Error, @"part \d: .*, ([\d.]+) ([kM])B in").Select(size => double.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture) * (size.Groups[2].Value == "k" ? 1 : 1000)).ToList();
        Assert.InRange(sizes[1], 1.5 * sizes[0], 2.5 * sizes[0]); // of the whole input so far, as the time
        Assert.Matches(@"lost\.perf\.data: perf\.data, [\d,]+ events \([\d,]+ guest exits, [\d,]+ run_cores\), [\d.]+ [kM]B in [\d.]+ s, [\d,]+ MB/s", verbose.Error);
    }

    [Theory]
    [InlineData("report x -q -v")]
    [InlineData("produce x -q --verbose")]
    [InlineData("process -v -q")]
    [InlineData("watch counts --quiet -v")]
    [InlineData("watch --quiet -v exits")]
    public async Task Both_exclude_each_other(string line)
    {
        var run = await GangexitRun.Of(line.Split(' '));
        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Output));
        Assert.Contains("--quiet and --verbose exclude each other.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Verbosity.Quiet), "refused")]
    [InlineData(nameof(Verbosity.Normal), "refused,connected")]
    [InlineData(nameof(Verbosity.Verbose), "refused,refused,connected")]
    public void The_log_has_its_level(string verbosity, string expected)
    {
        using var error = new StringWriter();
        using var logging = LineLogging.Create(error, LogFormat.Text, TimeProvider.System, Enum.Parse<Verbosity>(verbosity));
        var sink = ClientLog.To(logging.CreateLogger("process"), TimeProvider.System);
        foreach (var (level, text) in new[] { (Confluent.Kafka.SyslogLevel.Error, "refused"), (Confluent.Kafka.SyslogLevel.Error, "refused"), (Confluent.Kafka.SyslogLevel.Info, "connected") })
            sink(new KafkaLogLine(level, "c", "FAIL", text));
        Assert.Equal(expected, string.Join(',', error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.LastIndexOf('=') + 1)..])));
    }

    [Theory]
    [InlineData(nameof(Verbosity.Quiet), 0, "wrong")]
    [InlineData(nameof(Verbosity.Normal), 2, "note,wrong")]
    [InlineData(nameof(Verbosity.Verbose), 12, "detail,note,wrong")]
    public void Publishing_says_how_far_it_is(string verbosity, int progress, string said)
    {
        var time = new FakeTimeProvider();
        using var error = new StringWriter();
        var io = new AppIo { Output = Stream.Null, Error = error, OpenInput = () => Stream.Null, Time = time, Verbosity = Enum.Parse<Verbosity>(verbosity) };
        using (var lines = new ProduceProgress(io, new PublishTotals()))
        {
            time.Advance(TimeSpan.FromSeconds(60));
            lines.Note("detail", Verbosity.Verbose);
            lines.Note("note");
            lines.WriteLine("wrong");
        }
        var all = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(progress, all.Count(line => line.Contains("so far", StringComparison.Ordinal)));
        Assert.Equal(said.Split(','), all.Where(line => !line.Contains("so far", StringComparison.Ordinal)).Select(line => line.TrimEnd('\r').Replace("gangexit: ", "", StringComparison.Ordinal)));
    }
}
