using System.Text;
using System.Text.Json;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Diff;

/// <summary>How the VMs of <c>small</c> (11577, 11580, 11581) and of <c>lost</c> (11805, 11806, 11807) are matched.</summary>
public sealed class VmMatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("11577 a\n11805 a", "a 11577 11805|11580 - only|11581 - only|- 11806|- 11807")]
    [InlineData("11577 a\n11805 a\n11580 b\n11806 b\n11581 c\n11807 c", "a 11577 11805|b 11580 11806|c 11581 11807")]
    [InlineData("11577 a\n11580 a\n11805 a", "11577 -|11580 -|11581 -|- a 11805|- 11806|- 11807")] // a name of two tells neither
    [InlineData("11577 a\n11805 b", "a 11577 -|11580 -|11581 -|- b 11805|- 11806|- 11807")]
    public async Task By_name_first(string names, string expected)
    {
        var rows = await Rows("small.perf.data", "lost.perf.data", names, "name");
        Assert.Equal(expected.Split('|').Select(Numbers).Order(StringComparer.Ordinal), rows.Select(row => Numbers(Text(row))).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("tgid", "11577")]
    [InlineData("name", "a")]
    public async Task The_same_tgid_is_the_same_VM_unless_names_say_otherwise(string match, string name)
    {
        var rows = await Rows("small.perf.data", "small.perf.data", "11577 a", match);
        Assert.All(rows, row => Assert.Equal(row.GetProperty("tgid_before").GetInt32(), row.GetProperty("tgid_after").GetInt32()));
        Assert.Contains(rows, row => row.GetProperty("name").GetString() == name);
    }

    private async Task<List<JsonElement>> Rows(string before, string after, string names, string match)
    {
        var file = _folder.Write("names", Encoding.UTF8.GetBytes(names));
        var run = await GangexitRun.Of("diff", Recordings.PathOf(before), Recordings.PathOf(after), "--vm-names", file, "--match", match, "--format", "json");
        return [.. run.Objects[0].GetProperty("rows").EnumerateArray()];
    }

    private static string Text(JsonElement row) => $"{row.GetProperty("tgid_before")} {row.GetProperty("tgid_after")}";

    private static string Numbers(string text) => string.Join(' ', text.Split(' ').Where(word => int.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out _)));
}
