using GangExitStream.Tests.Shared;
using YamlDotNet.RepresentationModel;

namespace GangExitStream.Tests.Packaging.Deploy;

public class AlertTests
{
    [Fact]
    public void Every_alert_asks_for_metrics_and_jobs_that_there_are()
    {
        var jobs = Yaml.Read("deploy/prometheus/prometheus.yml").Get("scrape_configs").Items().Select(job => job.Get("job_name").Text()).ToHashSet();
        foreach (var alert in Alerts())
        {
            var (name, query) = (alert.Get("alert").Text(), alert.Get("expr").Text());
            Assert.All(MetricNames.In(query), metric => Assert.Contains(metric, MetricNames.Documented));
            Assert.All(MetricNames.JobsIn(query), job => Assert.Contains(job, jobs));
            Assert.True(MetricNames.In(query).Any() || MetricNames.JobsIn(query).Any(), $"{name} asks for nothing of ours");
        }
    }

    [Fact]
    public void Every_alert_says_how_urgent_it_is_what_is_wrong_and_what_to_do()
    {
        Assert.All(Alerts(), alert =>
        {
            Assert.Matches("^(page|ticket)$", alert.Get("labels").Get("severity").Text());
            Assert.NotEmpty(alert.Get("annotations").Get("summary").Text());
            Assert.NotEmpty(alert.Get("annotations").Get("action").Text());
        });
    }

    [Fact]
    public void Every_alert_has_a_name_of_its_own_that_the_documentation_explains()
    {
        var names = Alerts().Select(alert => alert.Get("alert").Text()).ToList();
        Assert.Equal(names.Distinct(), names);
        var documentation = File.ReadAllText(Path.Combine(RepoFiles.Root, "docs", "runbook.md"));
        Assert.All(names, name => Assert.Contains(name, documentation, StringComparison.Ordinal));
    }

    private static List<YamlNode> Alerts()
    {
        var alerts = Yaml.Read("deploy/prometheus/alerts.yml").Get("groups").Items().SelectMany(group => group.Get("rules").Items()).ToList();
        Assert.NotEmpty(alerts);
        return alerts;
    }
}
