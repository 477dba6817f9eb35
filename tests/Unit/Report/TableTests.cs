using GangExitStream.Cli.Report.Table;
using GangExitStream.Reporting.Analysis;
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

    [Fact]
    public async Task A_host_with_40_VMs_fits_on_a_screen()
    {
        using var folder = new TemporaryFolder();
        var trace = folder.PathOf("fleet");
        Assert.Equal(0, (await GangexitRun.Of("simulate", "--vms", "40", "--seconds", "0.5", "--rate", "200000", "--output", trace)).Code);
        var run = await GangexitRun.Of("report", trace);
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 23, 40);
        Assert.Contains("and 20 VMs more: --top N shows more", run.Output, StringComparison.Ordinal);
        Assert.Single(lines, static line => line.TrimStart().StartsWith("all ", StringComparison.Ordinal));
        Assert.True((await GangexitRun.Of("report", trace, "--top", "40")).Output.Split('\n').Length > lines.Length + 15);
    }

    [Fact]
    public void Unknown_triggers_are_shown_when_they_are_more_frequent()
    {
        TrapCount[] traps = [new("EXTERNAL", 5), new("SYSCALL", 3)];
        Assert.Equal("not told 75.0 %, EXTERNAL 5.0 %", TriggerText.InOneLine(traps, 75, 100));
        Assert.Equal("EXTERNAL 50.0 %", TriggerText.InOneLine(traps, 2, 10));
        Assert.Equal("not told 100.0 %", TriggerText.InOneLine([], 10, 10));
        Assert.Equal("", TriggerText.InOneLine([], 0, 10));
    }

    [Fact]
    public void A_row_for_one_more_trap_names_it()
    {
        TrapCount[] traps = [new("A", 40), new("B", 30), new("C", 20), new("D", 10)];
        Assert.Equal(["A  40.0 %", "B  30.0 %", "C  20.0 %", "D  10.0 %"], TriggerText.Of(traps, 0, 100).Split('\n'));
        Assert.EndsWith("2 more  15.0 %", TriggerText.Of([.. traps, new("E", 5)], 0, 100), StringComparison.Ordinal);
    }
}
