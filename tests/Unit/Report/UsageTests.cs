using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

public class UsageTests
{
    [Theory]
    [InlineData]
    [InlineData("report")]
    [InlineData("nonsense")]
    [InlineData("report", "x", "--format", "xml")]
    [InlineData("report", "x", "--by")]
    [InlineData("report", "x", "--by", "core")]
    [InlineData("report", "x", "--top", "0")]
    [InlineData("report", "x", "--top", "3", "--by", "time")]
    [InlineData("report", "x", "--since", "yesterday")]
    [InlineData("report", "x", "--attribution", "1")]
    [InlineData("report", "x", "--frobnicate")]
    [InlineData("report", "-", "-")]
    public async Task A_wrong_command_line_is_refused_with_2_and_a_hint(params string[] args)
    {
        var run = await GangexitRun.Of(args);
        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Output);
        Assert.StartsWith("gangexit: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no command 'repot'; the nearest is 'report'.", "repot", "x")]
    [InlineData("a command is missing: exits, counts.", "watch")]
    [InlineData("there is no option '--hlep'; the nearest is '--help'.", "--hlep")]
    [InlineData("there is no option '--formt=json'; the nearest is '--format'. (A file of that name is ./--formt=json.)", "report", "x", "--formt=json")]
    [InlineData("there is no option '--comit-interval'; the nearest is '--commit-interval'.", "process", "--comit-interval", "5s")]
    [InlineData("there is no option '--topic-prefx'; the nearest is '--topic-prefix'.", "topics", "create", "--topic-prefx", "x", "--partitions", "3")]
    public async Task An_unknown_word_is_one_line_with_the_nearest_known_one(string problem, params string[] args)
    {
        var run = await GangexitRun.Of(args);
        Assert.Equal(2, run.Code);
        Assert.Equal("gangexit: " + problem, run.Error.Split('\n')[0]);
        Assert.StartsWith("Try 'gangexit", run.Error.Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("report", "--help")]
    public async Task Help_is_a_result(params string[] args)
    {
        var run = await GangexitRun.Of(args);
        Assert.Equal(0, run.Code);
        Assert.Equal("", run.Error);
        Assert.Contains("report", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_an_at_sign_is_a_trace_and_no_response_file()
    {
        var run = await GangexitRun.Of("report", "@none");
        Assert.Equal(1, run.Code);
        Assert.Contains("@none: GX1013", run.Error, StringComparison.Ordinal);
    }
}
