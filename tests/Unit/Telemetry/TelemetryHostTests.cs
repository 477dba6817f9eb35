using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>The port as a probe or Prometheus sees it.</summary>
public sealed class TelemetryHostTests : IDisposable
{
    private readonly HttpClient _http = new();
    private string? _whyNotReady = "not ready: joining the group";
    private string? _whyNotAlive;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Metrics_and_probes_share_the_port()
    {
        var port = FreePort();
        using var meter = new Meter("TelemetryHostTests");
        meter.CreateObservableCounter("gangexit.test.events", () => 42L, "{event}", "What");
        using var host = Start(port);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: joining the group\n"), await GetAsync(port, "readyz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(port, "healthz"));
        (_whyNotReady, _whyNotAlive) = (null, "stuck");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(port, "readyz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stuck\n"), await GetAsync(port, "healthz"));
        var (status, text) = await GetAsync(port, "metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("# TYPE gangexit_test_events_total counter", text, StringComparison.Ordinal);
        Assert.Contains("\ngangexit_test_events_total 42\n", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time_seconds_total", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(port, "")).Status);
    }

    [Fact]
    public async Task It_is_open_on_loopback_only()
    {
        var others = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), AddressFamily.InterNetwork, Cancel)).Where(address => !IPAddress.IsLoopback(address)).ToList();
        Assert.SkipWhen(others.Count == 0, "needs a network interface beside loopback");
        var port = FreePort();
        using var host = Start(port);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(others[0], port, Cancel));
    }

    [Fact]
    public async Task Every_interface_answers_to_any_name()
    {
        var port = FreePort();
        using var host = Start(port, "0.0.0.0");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/healthz") { Headers = { Host = $"pod-7.example:{port}" } };
        Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(request, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(port, "metrics")).Status);
    }

    [Fact]
    public void A_port_that_is_taken_is_a_problem_and_no_crash()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (host, problem) = TelemetryHost.Start("m", "s", "v", new TelemetrySettings { Address = "127.0.0.1", Port = port }, Probes, static _ => null);
        Assert.Null(host);
        Assert.Contains($"127.0.0.1 port {port}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_while_it_opens_does_no_harm()
    {
        for (var i = 0; i < 50; i++)
        {
            var port = FreePort();
            using var asked = new CancellationTokenSource();
            var asking = Task.Run(() => ConnectUntilAsync(port, asked.Token), Cancel);
            using (var host = Start(port))
                Assert.Equal(HttpStatusCode.OK, (await GetAsync(port, "healthz")).Status);
            await asked.CancelAsync();
            await asking;
        }
    }

    [Fact]
    public async Task Requests_that_are_none_get_no_answer_and_keep_nobody_waiting()
    {
        var port = FreePort();
        using var host = Start(port);
        var silent = Enumerable.Range(0, 8).Select(_ => new TcpClient("127.0.0.1", port)).ToList(); // they say nothing
        using (var chatty = new TcpClient("127.0.0.1", port))
        {
            await chatty.GetStream().WriteAsync(new byte[8192], Cancel);
            Assert.Equal(0, await chatty.GetStream().ReadAsync(new byte[1], Cancel));
        }
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(port, "healthz")).Status);
        using var post = await _http.PostAsync(new Uri($"http://127.0.0.1:{port}/healthz"), content: null, Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        silent.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c:4317", true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_SDK_DISABLED=true", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_METRICS_EXPORTER=none", false)]
    public void Nothing_is_pushed_unless_a_collector_is_named(string variables, bool pushed)
    {
        var all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Assert.Equal(pushed, OtlpVariables.AskForMetrics(all.GetValueOrDefault));
    }

    private static async Task ConnectUntilAsync(int port, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, enough);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Not open yet, or not any more.
            }
        }
    }

    private HealthProbes Probes => new(() => _whyNotAlive, () => _whyNotReady);

    private TelemetryHost Start(int port, string address = "127.0.0.1")
    {
        var (host, problem) = TelemetryHost.Start("TelemetryHostTests", "test", "v", new TelemetrySettings { Address = address, Port = port }, Probes, static _ => null);
        Assert.True(host is not null, problem);
        return host;
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(int port, string path)
    {
        using var response = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"), Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
