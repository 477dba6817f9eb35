using System.Text.Json;
using System.Text.RegularExpressions;
using GangExitStream.Pages;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Pages;

/// <summary>The file of <c>report --html</c>, without a browser; tests/Browser opens it in one.</summary>
public sealed partial class PageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gangexit-page-");

    private string Page => Path.Combine(_folder.FullName, "page.html");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_results_on_standard_output_are_the_same_with_a_page()
    {
        foreach (var by in new[] { "vm", "vcore", "trap", "time", "cpu" })
        {
            string[] words = ["report", Recordings.PathOf("lost.perf.data"), "--by", by, "--format", "json"];
            var (without, with) = (await GangexitRun.Of(words), await GangexitRun.Of([.. words, "--html", Page]));
            Assert.Equal((without.Code, without.Output, without.Error), (with.Code, with.Output, with.Error));
        }
        Assert.Equal([Page], _folder.EnumerateFiles().Select(file => file.FullName)); // nothing is left beside it
    }

    [Fact]
    public async Task The_policy_names_every_script_and_style_of_the_page()
    {
        await GangexitRun.Of("report", Recordings.PathOf("small.perf.data"), "--html", Page);
        var html = await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken);
        var scripts = Scripts().Matches(html).Select(match => match.Groups[1].Value).ToList();
        var styles = Styles().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal((3, 1), (scripts.Count, styles.Count));
        Assert.Contains($"content=\"{ContentSecurityPolicy.Of(scripts, styles)}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=\"", html[..html.IndexOf("<script type", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(?!#|data:)", html[..html.IndexOf("<script type", StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("small.perf.data")]
    [InlineData("tiny.ftrace.txt")]
    [InlineData("sched-only.perf.data")]
    [InlineData("power9-nested.compressed.perf.data")]
    public async Task The_pages_data_are_valid_JSON_for_every_trace(string recording)
    {
        await GangexitRun.Of("report", Recordings.PathOf(recording), Recordings.PathOf("lost.perf.data"), "--html", Page);
        var html = await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken);
        var data = Data().Match(html).Groups[1].Value;
        Assert.NotEmpty(JsonDocument.Parse(data).RootElement.GetProperty("traces").EnumerateArray());
    }

    [Theory]
    [InlineData("-", "needs the name of a file")]
    [InlineData("SELF", "would overwrite the trace")]
    public async Task A_path_that_cannot_be_the_page_is_refused(string page, string message)
    {
        var trace = Path.Combine(_folder.FullName, "t.perf.data");
        File.Copy(Recordings.PathOf("small.perf.data"), trace);
        var run = await GangexitRun.Of("report", trace, "--html", page == "SELF" ? Path.Combine(_folder.FullName, ".", "t.perf.data") : page);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(new FileInfo(Recordings.PathOf("small.perf.data")).Length, new FileInfo(trace).Length);
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_fails_before_anything_is_read()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("small.perf.data"), "--html", Path.Combine(_folder.FullName, "missing", "page.html"));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("missing", run.Error, StringComparison.Ordinal);
        Assert.Contains("page.html: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_refused_before_anything_is_read()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("small.perf.data"), "--html", _folder.FullName);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains($"--html {_folder.FullName}: that is a folder", run.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Styles();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
