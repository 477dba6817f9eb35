using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

public class TableTests
{
    [Fact]
    public async Task A_table_shows_counts_triggers_and_what_losses_do_to_them()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("lost.perf.data"));
        Assert.Equal(3, run.Code);
        Assert.Contains("11805", run.Output, StringComparison.Ordinal);
        Assert.Contains("2,937", run.Output, StringComparison.Ordinal);
        Assert.Contains("20,051 samples lost in 462 gaps", run.Output, StringComparison.Ordinal); // 461 LOST records, and what perf's closing total adds
        Assert.Contains("309 of 6,909 runs (4.5 %) are uncertain", run.Output, StringComparison.Ordinal);
        Assert.Contains("between 3,903 and 4,212", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
        Assert.DoesNotContain('…', run.Output);
    }

    [Theory]
    [InlineData("vm", 80)]
    [InlineData("vm", 120)]
    [InlineData("vcore", 80)]
    [InlineData("trap", 80)]
    [InlineData("time", 60)]
    [InlineData("cpu", 60)]
    public async Task No_line_is_wider_than_the_terminal_and_no_number_is_cut(string by, int columns)
    {
        var path = Recordings.PathOf("lost.perf.data");
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var io = new Cli.AppIo { Output = output, Error = error, OpenInput = () => Stream.Null, OutputColumns = columns, NoColor = true };
        await Cli.App.RunAsync(["report", path, "--by", by], io);
        var text = System.Text.Encoding.UTF8.GetString(output.ToArray());
        var plain = System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[0-9;]*m", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMinutes(1));
        Assert.All(plain.Split('\n').Where(line => !line.Contains(path, StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, columns));
        Assert.DoesNotContain('…', plain);
    }
}
