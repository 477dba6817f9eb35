using System.Globalization;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Tests.Unit.Kafka;

public sealed class JavaPropertiesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Kafka");

    [Fact]
    public void An_awkward_file_reads_as_Java_reads_it()
    {
        var ours = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var file = JavaPropertiesReader.ReadFile(Path.Combine(Folder, "awkward.properties"));
        foreach (var entry in file.Entries)
            ours[entry.Key] = entry.Value;
        Assert.Empty(file.Problems);
        Assert.Equal(File.ReadAllLines(Path.Combine(Folder, "awkward-java.tsv")), ours.Select(pair => $"{Hex(pair.Key)}\t{Hex(pair.Value)}"));
    }

    [Fact]
    public void Places_name_the_line_where_an_entry_begins()
    {
        var file = JavaPropertiesReader.Parse("a=1\n\n# no\nb=2\\\n  3\nc=4\n", "x.properties");
        Assert.Equal(["x.properties:1", "x.properties:4", "x.properties:6"], file.Entries.Select(e => e.Place));
    }

    [Theory]
    [InlineData(@"a=\u12")]
    [InlineData(@"a=\u12g4")]
    public void A_malformed_unicode_escape_is_a_problem_with_its_line(string text)
    {
        var problem = Assert.Single(JavaPropertiesReader.Parse("ok=1\n" + text, "f").Problems);
        Assert.Equal((KafkaProblemId.PropertySyntax, "f:2"), (problem.Id, problem.Place));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_problems()
    {
        Assert.Equal(KafkaProblemId.PropertiesFile, Assert.Single(JavaPropertiesReader.ReadFile("/no/such/file").Problems).Id);
        Assert.Equal(KafkaProblemId.PropertiesFile, Assert.Single(JavaPropertiesReader.ReadFile("/").Problems).Id);
    }

    private static string Hex(string text) =>
        string.Concat(text.Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture)));
}
