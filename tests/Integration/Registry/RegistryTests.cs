using System.Text.Json;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Registry;
using GangExitStream.Schemas.Records;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration.Registry;

/// <summary>One registry for all tests that use it.</summary>
[CollectionDefinition(Name)]
public sealed class RegistryCollection : ICollectionFixture<RealRegistry>
{
    public const string Name = "registry";
}

/// <summary>The whole pipeline in the Confluent framing, with a real registry behind a proxy that requires a password.</summary>
[Collection(RegistryCollection.Name)]
public sealed class RegistryTests(BrokerFixture broker, RealRegistry registry)
{
    private const string Trace = "small.perf.data";

    // What has to be escaped in a URL, and once only.
    private const string Password = "a b%20@/é";
    private const string Login = "fleet:" + Password;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Trace)]
    [InlineData(GuestEnterText.Recording)] // batches of both versions of the schema
    public async Task Produce_process_and_watch_agree_with_report(string trace)
    {
        var (kafka, url) = await StartAsync();
        await using var door = await RegistryDoor.OpenAsync(url, Login);
        await RunAsync(kafka, door.UrlWith("fleet", Password), "produce", RepoFiles.Trace(trace));
        await RunAsync(kafka, door.UrlWith("fleet", Password), "process", "--exit-at-end");
        foreach (var topic in new[] { kafka.Topics.Events, kafka.Topics.GangExits, kafka.Topics.Counts })
            Assert.All(TopicReader.ReadAll(kafka, topic).Where(record => record.Message.Value.Length > 0), record => Assert.Equal(0, record.Message.Value[0]));
        string[] all = ["--format", "json", "--from-beginning", "--exit-at-end"];
        var exits = await RunAsync(kafka, door.UrlWith("fleet", Password), ["watch", "exits", .. all]);
        var counts = await RunAsync(kafka, door.UrlWith("fleet", Password), ["watch", "counts", .. all]);
        var expected = await ReportedAsync(trace);
        Assert.True(expected > 0);
        Assert.Equal(expected, Lines(exits).Count());
        Assert.Equal(expected, Lines(counts).GroupBy(c => $"{c.GetProperty("tgid")}/{c.GetProperty("window_start_ns")}").Sum(w => w.Last().GetProperty("gang_exits").GetInt64()));
        Assert.DoesNotContain(door.Requests, request => request.Refused);
    }

    [Fact]
    public async Task A_restart_restores_the_state_that_was_written_with_the_registrys_ids()
    {
        var (kafka, url) = await StartAsync();
        await RunAsync(kafka, url, "produce", RepoFiles.Trace(Trace));
        await RunAsync(kafka, url, "process", "--exit-at-end");
        Assert.All(TopicReader.ReadAll(kafka, kafka.Topics.State("gangexit")).Where(record => record.Message.Value is not null), record => Assert.Equal(0, record.Message.Value[0]));
        await RunAsync(kafka, url, "produce", RepoFiles.Trace(Trace)); // again: all of it is known
        await RunAsync(kafka, url, "produce", "--host", "other", RepoFiles.Trace(Trace));
        var again = await GangExit.RunAsync(GangExit.Line(kafka, "process", "--exit-at-end"), At(url));
        Assert.True(again.ExitCode == ExitCode.Done, again.Error);
        Assert.DoesNotContain("duplicates=0 ", again.Error, StringComparison.Ordinal);
        Assert.Equal(2 * await ReportedAsync(Trace), TopicReader.ReadAll(kafka, kafka.Topics.GangExits).Count);
    }

    [Fact]
    public async Task A_registry_that_is_overloaded_for_a_moment_is_asked_again()
    {
        var (kafka, url) = await StartAsync();
        await using var door = await RegistryDoor.OpenAsync(url, Login, overloaded: 2);
        await RunAsync(kafka, door.UrlWith("fleet", Password), "produce", RepoFiles.Trace(Trace));
        // Version 2 is looked up, the subject has no versions, it is registered; so is version 3, which is not the same as that version.
        Assert.Equal([503, 503, 404, 404, 200, 404, 200, 200, 200], door.Requests.Select(request => request.Status));
        using var client = new ConfluentRegistry(new RegistryOptions { Urls = RegistryUrls.TryParse(url)! });
        foreach (var schema in new[] { RecordSchema.KvmHvEventBatchV2, RecordSchema.KvmHvEventBatch })
            Assert.Null((await client.LookUpAsync(kafka.Topics.Events + "-value", schema.ReadText(), Cancel)).Error);
    }

    [Fact]
    public async Task Records_wait_for_a_registry_that_is_away_and_are_no_dead_letters()
    {
        var (kafka, url) = await StartAsync();
        await RunAsync(kafka, url, "produce", RepoFiles.Trace(Trace));
        await using var door = await RegistryDoor.OpenAsync(url, Login, healthy: 9, overloaded: 7); // the outputs' schemas, three requests each; then more than one attempt's requests
        await RunAsync(kafka, door.UrlWith("fleet", Password), "process", "--exit-at-end");
        Assert.Equal(7, door.Requests.Count(request => request.Status == 503));
        Assert.Empty(TopicReader.ReadAll(kafka, kafka.Topics.DeadLetters));
        Assert.NotEmpty(TopicReader.ReadAll(kafka, kafka.Topics.GangExits));
    }

    [Theory]
    [InlineData("produce")]
    [InlineData("process")]
    public async Task A_wrong_password_fails_at_once_and_is_not_repeated(string command)
    {
        var (kafka, url) = await StartAsync();
        await using var door = await RegistryDoor.OpenAsync(url, Login);
        string[] what = command == "produce" ? ["produce", RepoFiles.Trace(Trace)] : ["process", "--exit-at-end"];
        var run = await GangExit.RunAsync(GangExit.Line(kafka, what), At(door.UrlWith("fleet", "s3cret")));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("401", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", run.Error, StringComparison.Ordinal);
        Assert.Single(door.Requests);
        Assert.Empty(TopicReader.ReadAll(kafka, kafka.Topics.Events));
    }

    private async Task<(KafkaOptions Kafka, string Url)> StartAsync()
    {
        broker.RequireReal();
        Assert.SkipWhen(registry.Url is null, RealRegistry.WhyNot);
        var kafka = broker.NewOptions();
        await RunAsync(kafka, registry.Url!, "topics", "create", "--partitions", "2");
        return (kafka, registry.Url!);
    }

    private static async Task<string> RunAsync(KafkaOptions kafka, string url, params string[] args)
    {
        var run = await GangExit.RunAsync(GangExit.Line(kafka, args), At(url));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        return run.Output;
    }

    // On a command line a login is refused.
    private static Dictionary<string, string> At(string url) => new(StringComparer.Ordinal) { ["GANGEXIT_SCHEMA_REGISTRY"] = url };

    private static async Task<long> ReportedAsync(string trace)
    {
        var report = await GangExit.RunAsync("report", RepoFiles.Trace(trace), "--format", "json");
        return Lines(report.Output).Single().GetProperty("vms").EnumerateArray().Sum(vm => vm.GetProperty("gang_exits").GetInt64());
    }

    private static IEnumerable<JsonElement> Lines(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}
