using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>process and produce as seen by Prometheus, probes, a collector and a log reader.</summary>
public sealed class TelemetryTests(BrokerFixture broker) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_running_processor_exports_metrics_probes_and_log()
    {
        var kafka = await NewTopicsAsync();
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("small.perf.data"));
        var port = FreePorts.Take(1)[0];
        using var tool = ToolProcess.Start([.. GangExit.Line(kafka, "process"), "--metrics-port", $"{port}", "--log-format", "json", "--group", "watched"]);
        await UntilAsync(async () => (await GetAsync(port, "readyz")).Status == HttpStatusCode.OK, tool);
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(port, "healthz"));
        var events = await EventsOfAsync("small.perf.data");
        await UntilAsync(async () => Sample(await MetricsAsync(port), "gangexit_process_events_total") == events, tool);
        await UntilAsync(async () => Sample(await MetricsAsync(port), """gangexit_process_lag{partition="1"}""") == 0, tool);
        var metrics = await MetricsAsync(port);
        Assert.True(Sample(metrics, "gangexit_process_gang_exits_total") > 0);
        Assert.Equal(2, Sample(metrics, "gangexit_process_partitions"));
        Assert.Equal(2, Sample(metrics, "gangexit_process_restore_duration_seconds_count"));
        Assert.Equal(Sample(metrics, "gangexit_process_epochs_total"), Sample(metrics, "gangexit_process_commit_duration_seconds_count"));
        Assert.Equal(1, Sample(metrics, "gangexit_process_ready"));
        var run = await tool.TerminateAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        AssertLifeCycle(run.Error, events);
    }

    [Fact]
    public async Task A_processor_that_waits_for_its_brokers_is_alive_but_not_ready()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0); // takes connections, and never answers
        silent.Start();
        var port = FreePorts.Take(1)[0];
        using var tool = ToolProcess.Start(["process", "--bootstrap-server", $"{silent.LocalEndpoint}", "--metrics-port", $"{port}"]);
        await UntilAsync(async () => (await GetAsync(port, "healthz")).Status == HttpStatusCode.OK, tool);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: checking the topics\n"), await GetAsync(port, "readyz"));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(port, "metrics")).Status);
        Assert.Equal(ExitCode.Done, (await tool.TerminateAsync(Cancel)).ExitCode);
    }

    /// <summary>The .NET images set ASPNETCORE_HTTP_PORTS, and an appsettings.json may lie anywhere.</summary>
    [Fact]
    public async Task Configuration_of_web_applications_does_not_affect_the_port_or_the_log()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var ports = FreePorts.Take(2);
        var root = Directory.CreateTempSubdirectory().FullName;
        var other = $"http://127.0.0.1:{ports[1]}";
        await File.WriteAllTextAsync(Path.Combine(root, "appsettings.json"), "{\"Urls\":\"" + other + "\"}", Cancel);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_HTTP_PORTS"] = $"{ports[1]}",
            ["ASPNETCORE_URLS"] = other,
            ["ASPNETCORE_CONTENTROOT"] = root,
            ["DOTNET_URLS"] = other,
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["Kestrel__Endpoints__x__Url"] = other,
            ["Logging__LogLevel__Default"] = "Trace",
        };
        using var tool = ToolProcess.Start(["process", "--bootstrap-server", $"{silent.LocalEndpoint}", "--metrics-port", $"{ports[0]}", "--log-format", "json"], environment);
        await UntilAsync(async () => (await GetAsync(ports[0], "healthz")).Status == HttpStatusCode.OK, tool);
        Assert.Null((await GetAsync(ports[1], "healthz")).Status);
        var run = await tool.TerminateAsync(Cancel);
        Directory.Delete(root, recursive: true);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Output));
        var events = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
        Assert.Equal(["start"], events.Where(name => name != "kafka"));
    }

    [Fact]
    public async Task A_producer_that_waits_for_its_pipe_is_ready_and_counts()
    {
        var kafka = await NewTopicsAsync();
        var bytes = await File.ReadAllBytesAsync(RepoFiles.Trace("pipe.perf.data"), Cancel);
        var pipe = new PieceStream(bytes, 4096, silentAt: bytes.Length);
        var port = FreePorts.Take(1)[0];
        using var error = new StringWriter();
        var io = new AppIo { Output = new MemoryStream(), Error = error, OpenInput = () => pipe };
        var run = Task.Run(() => App.RunAsync([.. GangExit.Line(kafka, "produce"), "-", "--host", "h", "--metrics-port", $"{port}"], io), Cancel);
        await UntilAsync(async () => (await GetAsync(port, "readyz")).Status == HttpStatusCode.OK, null);
        await UntilAsync(async () => IsDelivered(await MetricsAsync(port)), null);
        var metrics = await MetricsAsync(port);
        Assert.True(Sample(metrics, "gangexit_produce_bytes_total") > 0);
        pipe.GoOn();
        await run.WaitAsync(Deadline, Cancel);
    }

    [Fact]
    public async Task A_collector_named_by_the_standard_variables_gets_the_metrics()
    {
        var kafka = await NewTopicsAsync();
        var port = FreePorts.Take(1)[0];
        using var collector = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        collector.Start();
        var pushed = TakeAsync(collector, "gangexit.process.events"); // the first push may come while the topics are being checked
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.namespace=fleet7",
        };
        using var tool = ToolProcess.Start(GangExit.Line(kafka, "process"), environment);
        var (path, body) = await pushed.WaitAsync(Deadline, Cancel);
        Assert.Equal("/v1/metrics", path);
        Assert.Contains("gangexit-process", body, StringComparison.Ordinal);
        Assert.Contains("fleet7", body, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await tool.TerminateAsync(Cancel)).ExitCode);
    }

    private static bool IsDelivered(string metrics)
    {
        var batches = Sample(metrics, "gangexit_produce_batches_total");
        return batches > 0
            && batches == Sample(metrics, "gangexit_produce_delivered_total")
            && batches == Sample(metrics, "gangexit_produce_delivery_duration_seconds_count")
            && Sample(metrics, "gangexit_produce_in_flight") == 0;
    }

    private static void AssertLifeCycle(string log, double events)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var names = lines.Select(line => line.GetProperty("event").GetString()).Where(name => name != "kafka").ToList();
        Assert.Equal(["start", "assigned", "restored", "restored", "first_commit", "stopping", "last_commit", "stopped"], names);
        Assert.Equal(events, lines[^1].GetProperty("events").GetInt64());
        Assert.All(lines, line => Assert.Equal(DateTimeKind.Utc, line.GetProperty("ts").GetDateTime().Kind));
    }

    /// <summary>The first push that has this.</summary>
    private static async Task<(string Path, string Body)> TakeAsync(HttpListener collector, string wanted)
    {
        while (true)
        {
            var context = await collector.GetContextAsync();
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, Cancel);
            context.Response.Close();
            if (Encoding.Latin1.GetString(body.ToArray()) is { } text && text.Contains(wanted, StringComparison.Ordinal))
                return (context.Request.Url!.AbsolutePath, text);
        }
    }

    private static async Task<double> EventsOfAsync(string trace)
    {
        var report = await GangExit.RunAsync("report", RepoFiles.Trace(trace), "--format", "json");
        return JsonDocument.Parse(report.Output).RootElement.GetProperty("events").GetInt64();
    }

    private async Task<string> MetricsAsync(int port)
    {
        var (status, text) = await GetAsync(port, "metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        return text;
    }

    private async Task<(HttpStatusCode? Status, string Text)> GetAsync(int port, string path)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"), Cancel);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
        }
        catch (HttpRequestException)
        {
            return (null, ""); // not open yet
        }
    }

    /// <summary>A sample's value; NaN where there is none.</summary>
    private static double Sample(string metrics, string name)
    {
        var line = metrics.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? double.NaN : double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    private async Task<KafkaOptions> NewTopicsAsync()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        foreach (var group in new[] { "gangexit", "watched" })
            Assert.Equal(ExitCode.Done, (await GangExit.RunAsync(kafka, "topics", "create", "--partitions", "2", "--group", group)).ExitCode);
        return kafka;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, ToolProcess? tool)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (tool is { HasExited: true })
                Assert.Fail($"it has ended: {await tool.Error.ReadToEndAsync(Cancel)}");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, "it never came true");
        }
    }
}
