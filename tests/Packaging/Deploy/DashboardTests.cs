using System.Text.Json;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Packaging.Deploy;

public sealed class DashboardTests : IDisposable
{
    private const int GridWidth = 24;
    private readonly JsonDocument _dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepoFiles.Root, "deploy", "grafana", "dashboards", "gangexit.json")));

    public void Dispose() => _dashboard.Dispose();

    [Fact]
    public void Every_query_asks_for_metrics_that_there_are()
    {
        var queries = Graphs().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();
        Assert.NotEmpty(queries);
        Assert.All(queries, query => Assert.NotEmpty(MetricNames.In(query)));
        Assert.All(queries.SelectMany(MetricNames.In), metric => Assert.Contains(metric, MetricNames.Documented));
    }

    [Fact]
    public void Every_metric_of_the_processor_and_the_producer_is_shown()
    {
        // Not shown: what a ratio or a rate of the others tells.
        string[] left = ["gangexit_process_epochs_total", "gangexit_produce_batches_total", "gangexit_produce_delivered_total", "gangexit_produce_in_flight", "gangexit_produce_ready"];
        var shown = MetricNames.In(_dashboard.RootElement.GetRawText()).ToHashSet();
        Assert.Equal(left.Order(), MetricNames.Documented.Where(name => name.StartsWith("gangexit_process_", StringComparison.Ordinal) || name.StartsWith("gangexit_produce_", StringComparison.Ordinal)).Except(shown).Order());
    }

    [Fact]
    public void Every_panel_asks_the_data_source_that_is_provisioned()
    {
        var source = Assert.Single(Yaml.Read("deploy/grafana/provisioning/datasources/prometheus.yml").Get("datasources").Items()).Get("uid").Text();
        Assert.All(Graphs(), panel =>
        {
            Assert.Equal(source, panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Assert.Equal(source, target.GetProperty("datasource").GetProperty("uid").GetString()));
        });
    }

    [Fact]
    public void No_panel_lies_on_another_or_beside_the_grid()
    {
        var taken = new HashSet<(int X, int Y)>();
        foreach (var grid in Panels().Select(panel => panel.GetProperty("gridPos")))
        {
            var (x, y, w, h) = (Number(grid, "x"), Number(grid, "y"), Number(grid, "w"), Number(grid, "h"));
            Assert.InRange(x + w, 1, GridWidth);
            Assert.All(Enumerable.Range(0, w * h), cell => Assert.True(taken.Add((x + (cell % w), y + (cell / w)))));
        }
    }

    [Fact]
    public void Panels_have_numbers_of_their_own_and_graphs_say_what_they_show()
    {
        Assert.Equal(Panels().Count, Panels().Select(panel => Number(panel, "id")).Distinct().Count());
        Assert.All(Graphs(), panel => Assert.NotEmpty(panel.GetProperty("description").GetString()!));
    }

    [Fact]
    public void Grafana_finds_it_where_compose_puts_it()
    {
        var provider = Assert.Single(Yaml.Read("deploy/grafana/provisioning/dashboards/gangexit.yml").Get("providers").Items());
        var grafana = Yaml.Read("docker-compose.yml").Get("services").Get("grafana");
        Assert.Contains($"./deploy/grafana/dashboards:{provider.Get("options").Get("path").Text()}:ro", grafana.Get("volumes").Items().Select(volume => volume.Text()));
    }

    private List<JsonElement> Panels() => [.. _dashboard.RootElement.GetProperty("panels").EnumerateArray()];

    private IEnumerable<JsonElement> Graphs() => Panels().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
