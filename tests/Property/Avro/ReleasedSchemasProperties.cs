using Avro;
using CsCheck;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>Every schema change must be backward and forward compatible: today's against all released ones, both ways.</summary>
public sealed class ReleasedSchemasProperties
{
    public static TheoryData<string, string> Pairs => [.. ReleasedPairs()];

    [Theory, MemberData(nameof(Pairs))]
    public void Today_reads_what_was_released_and_is_read_by_it(string today, string released)
    {
        var texts = (Today: File.ReadAllText(today), Released: File.ReadAllText(released));
        Assert.Null(WhyIncompatible(texts.Released, texts.Today));
        Assert.Null(WhyIncompatible(texts.Today, texts.Released));
    }

    [Fact]
    public void Every_schema_of_today_has_been_released() =>
        Assert.Equal(
            Directory.GetFiles(SchemasFolder, "*.avsc").Select(Path.GetFileName).Order(),
            ReleasedPairs().Select(pair => Path.GetFileName(pair.Data.Item1)).Distinct().Order());

    [Theory]
    [InlineData("long", null, true)]
    [InlineData("long", "0", false)]
    public void The_check_finds_a_new_field_without_default(string type, string? value, bool incompatible)
    {
        var ours = GangExitStream.Schemas.Records.RecordSchema.GangExit;
        var changed = OtherVersions.Change(ours, fields => fields.Add(System.Text.Json.Nodes.JsonNode.Parse(
            value is null ? $$"""{"name":"n","type":"{{type}}"}""" : $$"""{"name":"n","type":"{{type}}","default":{{value}}}""")));
        Assert.Equal(incompatible, WhyIncompatible(ours.ReadText(), changed) is not null);
        Assert.Null(WhyIncompatible(changed, ours.ReadText()));
    }

    [Theory]
    [InlineData("tgid", "\"string\"")]
    [InlineData("sequence", "\"int\"")]
    [InlineData("clock", """{"type":"enum","name":"Clock","symbols":["Wall"]}""")]
    [InlineData("trigger", "\"string\"")]
    public void The_check_finds_a_field_whose_type_no_longer_holds_what_was_written(string name, string type)
    {
        var ours = GangExitStream.Schemas.Records.RecordSchema.GangExit;
        var changed = OtherVersions.Change(ours, fields =>
        {
            var field = fields.Single(field => (string?)field!["name"] == name)!.AsObject();
            field["type"] = System.Text.Json.Nodes.JsonNode.Parse(type);
            field.Remove("default");
        });
        Assert.NotNull(WhyIncompatible(ours.ReadText(), changed));
    }

    // Not by the schemas' looks: random values are written by the one and read by the other.
    private static string? WhyIncompatible(string writerText, string readerText)
    {
        var (writer, reader) = (ApacheAvro.Parse(writerText), ApacheAvro.Parse(readerText));
        if (!reader.CanRead(writer))
            return "the reader's schema does not match the writer's";
        string? why = null;
        AvroGen.Record(writer).Sample(record => why ??= WhyUnreadable(ApacheAvro.Write(record), writer, reader), iter: 100, threads: 1);
        return why;
    }

    private static string? WhyUnreadable(byte[] bytes, Schema writer, Schema reader)
    {
        try
        {
            _ = ApacheAvro.Read(bytes, writer, reader);
            return null;
        }
        catch (AvroException e)
        {
            return e.Message;
        }
    }

    private static IEnumerable<TheoryDataRow<string, string>> ReleasedPairs() =>
        from released in Directory.GetFiles(Path.Combine(SchemasFolder, "released"), "*.avsc").Order(StringComparer.Ordinal)
        let name = Path.GetFileName(released).Split('.')[0]
        select new TheoryDataRow<string, string>(Path.Combine(SchemasFolder, name + ".avsc"), released);

    private static string SchemasFolder { get; } = FindUpwards("schemas");

    private static string FindUpwards(string folder)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(here.FullName, "GangExitStream.sln")))
            here = here.Parent ?? throw new DirectoryNotFoundException(folder);
        return Path.Combine(here.FullName, folder);
    }
}
