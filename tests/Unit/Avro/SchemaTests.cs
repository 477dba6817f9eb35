using System.Text.Json.Nodes;
using Avro;
using RecordSchema = GangExitStream.Schemas.Records.RecordSchema;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class SchemaTests
{
    public static TheoryData<string> Names { get; } = new(RecordSchema.All.Select(schema => schema.Name));

    // The specification's own examples (Avro's share/test/data/schema-tests.txt): our constants are as good as the
    // library that works them out.
    [Theory]
    [InlineData("\"null\"", 0x63dd24e7cc258f8a)]
    [InlineData("\"int\"", 0x7275d51a3f395c8f)]
    [InlineData("\"string\"", 0x8f014872634503c7)]
    [InlineData("{\"type\":\"int\"}", 0x7275d51a3f395c8f)]
    public void Fingerprints_are_those_of_the_specification(string text, ulong expected) =>
        Assert.Equal(expected, (ulong)SchemaNormalization.ParsingFingerprint64(Schema.Parse(text)));

    [Theory, MemberData(nameof(Names))]
    public void The_fingerprint_in_the_code_is_that_of_the_schemas_text(string name)
    {
        var ours = Ours(name);
        Assert.Equal($"{(ulong)SchemaNormalization.ParsingFingerprint64(Schema.Parse(ours.ReadText())):x16}", $"{ours.Fingerprint:x16}");
    }

    [Theory, MemberData(nameof(Names))]
    public void The_assembly_holds_the_schema_as_the_repository_has_it(string name) =>
        Assert.Equal(File.ReadAllText(Repository.Path("schemas", name + ".avsc")), Ours(name).ReadText());

    [Theory, MemberData(nameof(Names))]
    public void Every_record_enum_and_field_says_what_it_is(string name)
    {
        var undocumented = Described(JsonNode.Parse(Ours(name).ReadText())!)
            .Where(node => string.IsNullOrWhiteSpace((string?)node["doc"]))
            .Select(node => (string?)node["name"]);
        Assert.Empty(undocumented);
    }

    private static RecordSchema Ours(string name) => RecordSchema.All.Single(schema => schema.Name == name);

    private static IEnumerable<JsonObject> Described(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Described),
        JsonObject item => item.SelectMany(property => Described(property.Value)).Concat(item.ContainsKey("name") ? [item] : []),
        _ => [],
    };
}
