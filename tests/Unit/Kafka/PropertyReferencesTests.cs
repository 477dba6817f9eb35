using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>References to secrets in the syntax of Kafka's config providers.</summary>
public sealed class PropertyReferencesTests : IDisposable
{
    private const string Variable = "GANGEXIT_TEST_SECRET";
    private readonly string _folder = Directory.CreateTempSubdirectory("gangexit").FullName;

    public PropertyReferencesTests()
    {
        File.WriteAllText(Path.Combine(_folder, "secrets.properties"), "password=from=file\nother=x\n");
        File.WriteAllText(Path.Combine(_folder, "password"), "from directory\n");
        Environment.SetEnvironmentVariable(Variable, "from env");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Each_provider_finds_the_value()
    {
        Assert.Equal("from env", Password($"${{env:{Variable}}}"));
        Assert.Equal("from=file", Password($"${{file:{_folder}/secrets.properties:password}}"));
        Assert.Equal("from directory", Password($"${{directory:{_folder}:password}}"));
    }

    [Fact]
    public void A_reference_may_be_a_part_of_a_value()
    {
        var jaas = $"org.apache.kafka.common.security.plain.PlainLoginModule required username=\"me\" password=\"${{env:{Variable}}}\";";
        Assert.Equal("from env", Properties("sasl.jaas.config", jaas).Values["sasl.password"]);
    }

    [Fact]
    public void Other_providers_references_stay_as_they_are() => Assert.Equal("${vault:a:b}", Password("${vault:a:b}"));

    [Theory]
    [InlineData("${env:GANGEXIT_TEST_NO_SUCH}")]
    [InlineData("${file:/no/such/file:password}")]
    [InlineData("${directory:/no/such:password}")]
    public void A_reference_without_a_value_is_refused(string reference)
    {
        var problem = Assert.Single(Properties("sasl.password", reference).Problems);
        Assert.Equal(KafkaProblemId.PropertyReference, problem.Id);
        Assert.Contains(reference, problem.Message, StringComparison.Ordinal);
        Assert.Contains("sasl.password", problem.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_is_refused_without_showing_other_values_of_the_file()
    {
        var problem = Assert.Single(Properties("sasl.password", $"${{file:{_folder}/secrets.properties:nothing}}").Problems);
        Assert.DoesNotContain("from=file", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env,file", true)]
    [InlineData("env, vault", false)]
    public void A_file_for_Java_may_name_the_providers_that_we_have(string names, bool fine) =>
        Assert.Equal(fine, Properties("config.providers", names).Problems.IsEmpty);

    private static string Password(string value) => Properties("sasl.password", value).Values["sasl.password"];

    private static ClientProperties Properties(string key, string value) => ClientProperties.From(null, [$"{key}={value}"]);
}
