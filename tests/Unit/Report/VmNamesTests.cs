using System.Text;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

/// <summary><c>--vm-names</c> in every output that shows VMs.</summary>
public sealed class VmNamesTests : IDisposable
{
    private const string Hostile = "<b>x</b>\"&\u202e";
    private const string HostileShown = "<b>x</b>\"&\ufffd";

    private readonly TemporaryFolder _folder = new();
    private readonly string _names;
    private readonly string _trace = Recordings.PathOf("small.perf.data"); // VMs 11577, 11580, 11581

    public VmNamesTests() => _names = _folder.Write("names", Encoding.UTF8.GetBytes($"11577 db-1\n11580 {Hostile}\nsomewhere-else/11581 not this\n"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task JSON_has_the_name_of_each_VM_or_null()
    {
        var vms = (await Run("--format", "json")).Objects[0].GetProperty("vms").EnumerateArray();
        Assert.Equal([(11577, "db-1"), (11581, null), (11580, HostileShown)], vms.Select(vm => (vm.GetProperty("tgid").GetInt32(), vm.GetProperty("name").GetString())));
        var vcores = (await Run("--format", "json", "--by", "vcore")).Objects[0].GetProperty("vcores").EnumerateArray();
        Assert.All(vcores.Where(vcore => vcore.GetProperty("tgid").GetInt32() == 11577), vcore => Assert.Equal("db-1", vcore.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("vm")]
    [InlineData("vcore")]
    [InlineData("trap")]
    public async Task CSV_has_them_in_the_last_column(string by)
    {
        var lines = (await Run("--format", "csv", "--by", by)).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(",name", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Where(line => line.Contains(",11577,", StringComparison.Ordinal)), line => Assert.EndsWith(",db-1", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(",\"" + HostileShown.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(",11581,", StringComparison.Ordinal) && line.EndsWith(',')); // the name is another host's
    }

    [Theory]
    [InlineData("vm")]
    [InlineData("vcore")]
    public async Task Tables_have_a_column_of_them_where_there_are_any(string by)
    {
        Assert.Matches(" 11577 +db-1 ", (await Run("--by", by)).Output);
        Assert.Contains(HostileShown, (await Run("--by", by)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" name ", (await GangexitRun.Of("report", _trace, "--by", by)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_name_does_not_push_the_numbers_out()
    {
        var names = _folder.Write("long", Encoding.UTF8.GetBytes("11577 " + new string('x', 150)));
        var run = await GangexitRun.Of("report", _trace, "--vm-names", names);
        Assert.Contains($" 11577   {new string('x', 31)}… ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_has_them_escaped()
    {
        var page = _folder.PathOf("page.html");
        await Run("--html", page);
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains(">db-1<", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>x", html, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"db-1\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("11577", ":1: 11577 has no name")]
    [InlineData("1 a\n1 b", ":2: 1 has another name already: 'a'")]
    public async Task A_problem_in_the_file_is_a_usage_error_with_its_line(string text, string problem)
    {
        var names = _folder.Write("bad", Encoding.UTF8.GetBytes(text));
        foreach (var command in new[] { "report", "produce" })
        {
            var run = await GangexitRun.Of(command, _trace, "--vm-names", names);
            Assert.Equal(2, run.Code);
            Assert.Contains($"--vm-names {names}{problem}", run.Error, StringComparison.Ordinal);
        }
    }

    private Task<GangexitRun> Run(params string[] more) => GangexitRun.Of(["report", _trace, "--vm-names", _names, .. more]);
}
