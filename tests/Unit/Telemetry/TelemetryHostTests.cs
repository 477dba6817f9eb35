using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>Responses of the port to probes and Prometheus.</summary>
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
        await using var host = await StartAsync(port);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: joining the group\n"), await GetAsync(port, "readyz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(port, "healthz"));
        (_whyNotReady, _whyNotAlive) = (null, "stuck");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(port, "readyz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stuck\n"), await GetAsync(port, "healthz"));
        var (status, text) = await GetAsync(port, "metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("# TYPE gangexit_test_events_total counter", text, StringComparison.Ordinal);
        Assert.Contains("\ngangexit_test_events_total 42\n", text, StringComparison.Ordinal);
        Assert.Contains("\ngangexit_build_info{code=\"jit\",version=\"v\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time_seconds_total", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(port, "")).Status);
    }

    [Fact]
    public async Task It_is_open_on_loopback_only()
    {
        var others = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), AddressFamily.InterNetwork, Cancel)).Where(address => !IPAddress.IsLoopback(address)).ToList();
        Assert.SkipWhen(others.Count == 0, "needs a network interface beside loopback");
        var port = FreePort();
        await using var host = await StartAsync(port);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(others[0], port, Cancel));
    }

    [Fact]
    public async Task Every_interface_answers_to_any_name()
    {
        var port = FreePort();
        await using var host = await StartAsync(port, "0.0.0.0");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/healthz") { Headers = { Host = $"pod-7.example:{port}" } };
        Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(request, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(port, "metrics")).Status);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_problem_and_no_crash()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (host, problem) = await TelemetryHost.StartAsync("m", "s", "v", new TelemetrySettings { Address = "127.0.0.1", Port = port }, Probes, static _ => null);
        Assert.Null(host);
        Assert.Equal($"127.0.0.1 port {port}: Address already in use", problem);
    }

    [Fact]
    public async Task An_address_of_another_host_is_a_problem_and_no_crash()
    {
        var (host, problem) = await TelemetryHost.StartAsync("m", "s", "v", new TelemetrySettings { Address = "192.0.2.1", Port = FreePort() }, Probes, static _ => null); // RFC 5737: nobody's
        Assert.Null(host);
        Assert.EndsWith(": Cannot assign requested address", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_response_has_its_content_type_and_HEAD_gets_no_body()
    {
        var port = FreePort();
        await using var host = await StartAsync(port);
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"http://127.0.0.1:{port}/healthz"), Cancel);
        Assert.Equal((HttpStatusCode.OK, 3L), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal("text/plain; charset=utf-8", head.Content.Headers.ContentType?.ToString());
        Assert.True(head.Headers.CacheControl is { NoStore: true });
        Assert.Empty(head.Headers.Server);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(port, "healthz/?verbose"));
        Assert.Equal((HttpStatusCode.NotFound, "not found: /metrics, /healthz and /readyz are here\n"), await GetAsync(port, "favicon.ico"));
    }

    [Fact]
    public async Task Connections_that_send_nothing_or_half_a_request_do_not_delay_others()
    {
        var port = FreePort();
        await using var host = await StartAsync(port);
        var waiting = Enumerable.Range(0, 80).Select(_ => new TcpClient("127.0.0.1", port)).ToList();
        foreach (var half in waiting.Take(40))
            await half.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: "u8.ToArray(), Cancel);
        var answer = GetAsync(port, "healthz");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await answer.WaitAsync(TimeSpan.FromSeconds(2), Cancel)); // less than any of Kestrel's time-outs
        waiting.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Connections_during_the_start_do_no_harm()
    {
        for (var i = 0; i < 50; i++)
        {
            var port = FreePort();
            using var asked = new CancellationTokenSource();
            var asking = Task.Run(() => ConnectUntilAsync(port, asked.Token), Cancel);
            await using (await StartAsync(port))
                Assert.Equal(HttpStatusCode.OK, (await GetAsync(port, "healthz")).Status);
            await asked.CancelAsync();
            await asking;
        }
    }

    [Fact]
    public async Task Requests_that_are_none_are_refused_and_their_connection_closed()
    {
        var port = FreePort();
        await using var host = await StartAsync(port);
        var silent = Enumerable.Range(0, 8).Select(_ => new TcpClient("127.0.0.1", port)).ToList(); // they say nothing
        foreach (var request in new[] { new byte[64], "GET / HTTP/1.1\r\nHost: h\r\nX: "u8.ToArray().Concat(Enumerable.Repeat((byte)'x', 9000)).ToArray() })
        {
            using var chatty = new TcpClient("127.0.0.1", port);
            await chatty.GetStream().WriteAsync(request, Cancel);
            Assert.Matches("^HTTP/1.1 4(00|31) ", await AnswerOfAsync(chatty));
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
        Assert.Equal(pushed, OtlpVariables.AreMetricsRequested(all.GetValueOrDefault));
    }

    /// <summary>Up to the end of the connection, also where that ends in a reset, since not all was read of what it was sent.</summary>
    private static async Task<string> AnswerOfAsync(TcpClient client)
    {
        var (answer, length) = (new byte[4096], 0);
        try
        {
            while (await client.GetStream().ReadAsync(answer.AsMemory(length), Cancel) is > 0 and var read)
                length += read;
        }
        catch (IOException)
        {
            // Reset.
        }
        return System.Text.Encoding.ASCII.GetString(answer, 0, length);
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

    private async Task<TelemetryHost> StartAsync(int port, string address = "127.0.0.1")
    {
        var (host, problem) = await TelemetryHost.StartAsync("TelemetryHostTests", "test", "v", new TelemetrySettings { Address = address, Port = port }, Probes, static _ => null);
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
