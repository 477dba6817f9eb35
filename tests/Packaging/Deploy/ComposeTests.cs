using GangExitStream.Tests.Shared;
using YamlDotNet.RepresentationModel;

namespace GangExitStream.Tests.Packaging.Deploy;

public class ComposeTests
{
    private static readonly YamlNode Compose = Yaml.Read("docker-compose.yml");

    private static IEnumerable<(string Name, YamlNode Service)> Services => Compose.Get("services").Pairs();

    [Fact]
    public async Task Every_command_line_has_only_options_that_the_tool_knows()
    {
        var lines = Services.Select(service => service.Service.Find("command")).OfType<YamlNode>().Select(line => line.Text()).ToList();
        Assert.Equal(5, lines.Count);
        foreach (var line in lines)
            await CommandLines.CheckAsync(line);
    }

    [Theory]
    [InlineData("topics")]
    [InlineData("process")]
    [InlineData("produce")]
    [InlineData("watch")]
    [InlineData("dashboard")]
    public async Task Every_variable_is_an_option_of_the_service_that_has_it(string service) =>
        await CommandLines.CheckVariablesAsync(service, Compose.Get("services").Get(service).Get("environment").Pairs().Select(pair => pair.Key));

    [Fact]
    public void Prometheus_looks_for_each_metrics_port_where_compose_opens_it()
    {
        foreach (var target in Yaml.Read("deploy/prometheus/prometheus.yml").Get("scrape_configs").Items().SelectMany(job => job.Get("dns_sd_configs").Items()))
        {
            var service = Compose.Get("services").Get(Assert.Single(target.Get("names").Items()).Text());
            var port = service.Get("environment").Find("GANGEXIT_METRICS_PORT") ?? service.Get("environment").Get("GANGEXIT_HTTP_PORT"); // the dashboard has one port for all
            Assert.Equal(port.Text(), target.Get("port").Text());
        }
    }

    [Fact]
    public void Every_folder_that_is_mounted_exists()
    {
        var folders = Services.SelectMany(service => service.Service.Find("volumes").Items())
            .Select(volume => volume.Text().Replace("${SAMPLES:-./samples}", "./samples", StringComparison.Ordinal))
            .Where(volume => volume.StartsWith('.'))
            .Select(volume => Path.Combine(RepoFiles.Root, volume.Split(':')[0]))
            .ToList();
        Assert.NotEmpty(folders);
        Assert.All(folders, folder => Assert.True(Directory.Exists(folder), folder));
    }

    [Fact]
    public void Ports_are_open_on_this_machine_only_and_images_are_pinned()
    {
        Assert.All(Services.SelectMany(service => service.Service.Find("ports").Items()), port => Assert.StartsWith("127.0.0.1:", port.Text(), StringComparison.Ordinal));
        Assert.All(Services.Select(service => service.Service.Get("image").Text()), image =>
        {
            Assert.Matches(@"^\$\{[A-Z]+_IMAGE:-[a-z/]+:[a-z0-9.]+\}$", image);
            Assert.DoesNotContain("latest", image, StringComparison.Ordinal);
        });
    }
}
