using GangExitStream.Tests.Shared;
using GangExitStream.Traces.Names;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class VmNamesFileTests
{
    [Fact]
    public void A_VM_a_line_for_any_host_or_for_one()
    {
        var names = Read("# comment\n\n14000 db-1\r\nhost-a/14000\tdb of a\n  14001   web 1  \n14001 web 1\n");
        Assert.Equal("db-1", names.Find(null, 14000));
        Assert.Equal("db-1", names.Find("host-b", 14000));
        Assert.Equal("db of a", names.Find("host-a", 14000));
        Assert.Equal("web 1", names.Find("host-a", 14001));
        Assert.Null(names.Find("host-a", 1));
        Assert.Equal(3, names.Count);
    }

    [Theory]
    [InlineData("x db-1", "1: 'x' is no process id")]
    [InlineData("\n\n-5 db-1", "3: '-5' is no process id")]
    [InlineData("host/ db-1", "1: 'host/' is no process id")]
    [InlineData("/5 db-1", "1: '/5' is no process id")]
    [InlineData("99999999999 db", "1: '99999999999' is no process id")]
    [InlineData("1 a\n2\n", "2: 2 has no name")]
    [InlineData("1 a\n1 b\n", "2: 1 has another name already: 'a'")]
    [InlineData("h/1 a\nh/1 b\n", "2: h/1 has another name already: 'a'")]
    public void A_problem_is_reported_with_its_line(string text, string problem) =>
        Assert.StartsWith(problem, VmNamesFile.Read(new StringReader(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_file_without_lines_is_refused_at_once() =>
        Assert.StartsWith("1: the line is longer", VmNamesFile.Read(new StringReader(new string('x', 10_000_000))).Problem, StringComparison.Ordinal);

    [Fact]
    public void Files_are_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("names");
        Assert.Contains(file, VmNamesFile.Read(file).Problem, StringComparison.Ordinal);
        File.WriteAllBytes(file, [.. "1 a"u8, 0xff, 0xfe]);
        Assert.Equal($"{file}: it is not UTF-8", VmNamesFile.Read(file).Problem);
        File.WriteAllText(file, "1 a\n2");
        Assert.StartsWith($"{file}:2: 2 has no name", VmNamesFile.Read(file).Problem, StringComparison.Ordinal);
        File.WriteAllText(file, "1 a\n2 b");
        Assert.Equal((null, 2), (VmNamesFile.Read(file).Problem, VmNamesFile.Read(file).Names.Count));
    }

    private static VmNames Read(string text)
    {
        var (names, problem) = VmNamesFile.Read(new StringReader(text));
        Assert.Null(problem);
        return names;
    }
}
