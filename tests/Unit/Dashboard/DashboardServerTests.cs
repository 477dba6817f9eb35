using System.Net;
using System.Text;
using System.Text.Json;
using GangExitStream.Dashboard;
using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Subscriber;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Dashboard;

/// <summary>Responses of the pages and the API, without a broker.</summary>
public sealed class DashboardServerTests : IAsyncLifetime
{
    private const string Hostile = "<b>x</b>\"'/&?#%";

    private readonly FleetStore _store = new(new StoreLimits());
    private readonly HttpClient _http = new();
    private DashboardServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (var server, var problem) = await DashboardServer.StartAsync(new DashboardSettings("127.0.0.1", 0), _store, "1.0", TimeProvider.System, static _ => null);
        Assert.Null(problem);
        _server = server!;
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_server.Port}/");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task Vms_are_an_array_with_the_promised_fields()
    {
        FleetStoreTests.Add(_store, CountOf.Window("a", "s", 1, 0, 5), CountOf.Window("a", "s", 1, 1, 220), CountOf.Window("b", "t", 2, 0, 9));
        var vms = (await JsonAsync("api/vms")).EnumerateArray().ToList();
        Assert.Equal(["a/s/1", "b/t/2"], vms.Select(vm => $"{vm.GetProperty("host")}/{vm.GetProperty("source")}/{vm.GetProperty("tgid")}"));
        Assert.Equal(JsonValueKind.Null, vms[0].GetProperty("vm").ValueKind);
        (string, long)[] promised =
        [
            ("gang_exits", 225), ("runs", 2264), ("forced_out_ns", 22_500), ("guest_thread_ns", 20_000), ("uncertain_runs", 22), ("lost", 2), ("last_window_start_ns", 1_700_000_010_000_000_000),
        ];
        Assert.All(promised, field => Assert.Equal(field, (field.Item1, vms[0].GetProperty(field.Item1).GetInt64())));
    }

    [Fact]
    public async Task Metrics_have_the_worst_VMs_as_many_as_were_asked_for_each_once()
    {
        FleetStoreTests.Add(_store, CountOf.Window("a", "s", 1, 0, 5), CountOf.Window("a", "s2", 1, 1, 220) with { Vm = "db \"1\"" }, CountOf.Window("b", "t", 2, 0, 0), CountOf.Window("c", "t", 3, 0, 500));
        Assert.DoesNotContain("gangexit_vm_", await _http.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancel), StringComparison.Ordinal);
        (var server, var problem) = await DashboardServer.StartAsync(new DashboardSettings("127.0.0.1", 0, VmMetrics: 2), _store, "1.0", TimeProvider.System, static _ => null);
        Assert.Null(problem);
        await using var own = server!;
        var lines = (await _http.GetStringAsync(new Uri($"http://127.0.0.1:{own.Port}/metrics"), Cancel)).Split('\n');
        Assert.Equal(
            ["gangexit_vm_gang_exits_total{host=\"c\",tgid=\"3\",vm=\"\"} 500", "gangexit_vm_gang_exits_total{host=\"a\",tgid=\"1\",vm=\"db \\\"1\\\"\"} 225"],
            lines.Where(line => line.StartsWith("gangexit_vm_gang_exits_total{", StringComparison.Ordinal)));
        Assert.Equal(10, lines.Count(line => line.StartsWith("gangexit_vm_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_VM_is_its_elements_of_the_array()
    {
        FleetStoreTests.Add(_store, CountOf.Window(Hostile, "s2", 1, 0, 5), CountOf.Window(Hostile, "s1", 1, 1, 220), CountOf.Window(Hostile, "s1", 2, 0, 9));
        var all = (await JsonAsync("api/vms?sort=source&dir=asc")).EnumerateArray().Where(vm => vm.GetProperty("tgid").GetInt32() == 1).Select(vm => vm.ToString());
        Assert.Equal(all, (await JsonAsync($"api/vms/{Uri.EscapeDataString(Hostile)}/1")).EnumerateArray().Select(vm => vm.ToString()));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri("api/vms/nobody/1", UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public async Task Windows_are_as_watch_prints_them()
    {
        var windows = new[] { CountOf.Window(Hostile, "s", 1, 0, 5), CountOf.Window(Hostile, "s", 1, 1, 6, final: false) };
        FleetStoreTests.Add(_store, windows);
        var answer = await JsonAsync($"api/vms/{Uri.EscapeDataString(Hostile)}/1/windows");
        Assert.Equal(windows.Select(Watch), answer.EnumerateArray().Select(window => JsonSerializer.Serialize(window)));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri("api/vms/nobody/1/windows", UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public async Task It_sorts_filters_and_pages()
    {
        for (var vm = 0; vm < 250; vm++)
            FleetStoreTests.Add(_store, CountOf.Window(vm < 200 ? "alpha" : "beta", "s", vm, 0, vm + 1));
        Assert.Equal([249, 248, 247], Tgids(await JsonAsync("api/vms?limit=3")));
        Assert.Equal([0, 1, 2], Tgids(await JsonAsync("api/vms?limit=3&sort=gang_exits&dir=asc")));
        Assert.Equal([195, 194], Tgids(await JsonAsync("api/vms?limit=2&q=ALPHA&page=3&sort=runs")));
        Assert.Equal(250, Tgids(await JsonAsync("api/vms")).Count);
        var page = await TextAsync("?page=3");
        Assert.Contains("VMs 201 to 250 of 250, the worst first.", page, StringComparison.Ordinal);
        Assert.Equal(50, page.Split("<tr data-host=\"alpha\" data-source").Length - 1);
        Assert.Contains("50 VMs that match “beta” (of 250)", await TextAsync("?q=beta"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trap_does_not_stand_there_alone_while_more_triggers_are_unknown()
    {
        var window = CountOf.Window("a", "s", 1, 0, 100) with { Triggers = new TriggerCounts() };
        window.Triggers.Add("EXTERNAL", 15);
        FleetStoreTests.Add(_store, window);
        foreach (var page in new[] { "", "vm/a/1" })
            Assert.Contains("not\u00a0told 85.0\u00a0%", WebUtility.HtmlDecode(await TextAsync(page)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_when_the_history_was_read()
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: the topic's history is being read\n"), await AnswerAsync("readyz"));
        Assert.Contains("still being read", await TextAsync(""), StringComparison.Ordinal);
        _store.Show(new WatchProgress(0, 0, CaughtUp: true));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AnswerAsync("readyz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AnswerAsync("healthz"));
        Assert.Contains("gangexit_dashboard_ready 1\n", await TextAsync("metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:1234", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8080", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    public async Task Strangers_names_are_refused_on_loopback(string host, HttpStatusCode expected)
    {
        foreach (var path in new[] { "", "api/vms", "metrics", "nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            var answer = await _http.SendAsync(request, Cancel);
            Assert.Equal(path == "nothing" && expected == HttpStatusCode.OK ? HttpStatusCode.NotFound : expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Every_answer_has_the_security_headers()
    {
        foreach (var path in new[] { "", "api/vms", "vm/a/1", "nothing", "assets/page.css", "healthz" })
        {
            var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        }
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.PostAsync(new Uri("api/vms", UriKind.Relative), null, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Names_are_escaped_and_addresses_lead_back()
    {
        FleetStoreTests.Add(_store, CountOf.Window(Hostile, "\"><script>", 1, 0, 5));
        var page = await TextAsync("");
        Assert.DoesNotContain("<b>x</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"><script>", page, StringComparison.Ordinal);
        var link = $"vm/{Uri.EscapeDataString(Hostile)}/1";
        Assert.Contains($"href=\"{WebUtility.HtmlEncode(link)}\"", page, StringComparison.Ordinal);
        Assert.Contains("<h1>VM 1 on &lt;b&gt;x", await TextAsync(link), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync("vm/nobody/1")).Status);
    }

    [Fact]
    public async Task No_address_is_absolute()
    {
        FleetStoreTests.Add(_store, CountOf.Window("a", "s", 1, 0, 5));
        foreach (var page in new[] { await TextAsync(""), await TextAsync("vm/a/1") })
        {
            Assert.DoesNotContain("href=\"/", page, StringComparison.Ordinal);
            Assert.DoesNotContain("src=\"/", page, StringComparison.Ordinal);
            Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Assets_are_kept_by_their_hash()
    {
        var page = await TextAsync("");
        var address = page.Split("src=\"")[2].Split('"')[0];
        var answer = await _http.GetAsync(new Uri(address, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(31_536_000), answer.Headers.CacheControl!.MaxAge);
        Assert.Contains("echarts", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", "gzip" } } };
        Assert.Equal("gzip", Assert.Single((await _http.SendAsync(request, Cancel)).Content.Headers.ContentEncoding));
        Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync("assets/nothing.js")).Status);
    }

    [Fact]
    public async Task The_stream_tells_what_has_changed()
    {
        using var reader = new StreamReader(await _http.GetStreamAsync(new Uri("api/stream", UriKind.Relative), Cancel));
        Assert.Equal(0, (await NextAsync(reader)).GetProperty("vms").GetInt32());
        FleetStoreTests.Add(_store, CountOf.Window("a", "s", 1, 0, 5));
        var update = await NextAsync(reader);
        Assert.Equal((1, 5), (update.GetProperty("vms").GetInt32(), update.GetProperty("gang_exits").GetInt64()));
        Assert.Equal(1, Assert.Single(update.GetProperty("changed").EnumerateArray()).GetProperty("tgid").GetInt32());
        FleetStoreTests.Add(_store, CountOf.Window("a", "s", 2, 0, 5));
        Assert.Equal(2, Assert.Single((await NextAsync(reader)).GetProperty("changed").EnumerateArray()).GetProperty("tgid").GetInt32());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off()
    {
        await using var slow = await _http.GetStreamAsync(new Uri("api/stream", UriKind.Relative), Cancel);
        var big = Encoding.UTF8.GetBytes(": " + new string('x', 4 << 20) + "\n\n");
        for (var i = 0; i < 200 && _server.Stream.Clients > 0; i++)
        {
            _server.Stream.Send(big);
            await Task.Yield();
        }
        while (_server.Stream.Clients > 0)
            await Task.Delay(10, Cancel);
        Assert.Equal(1, _server.Stream.Dropped);
    }

    [Fact]
    public async Task One_client_too_many_is_refused()
    {
        var streams = new List<Stream>();
        for (var i = 0; i < UpdateStream.MaxClients; i++)
            streams.Add(await _http.GetStreamAsync(new Uri("api/stream", UriKind.Relative), Cancel));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AnswerAsync("api/stream")).Status);
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var (server, problem) = await DashboardServer.StartAsync(new DashboardSettings("127.0.0.1", _server.Port), _store, "1.0", TimeProvider.System, static _ => null);
        Assert.Null(server);
        Assert.StartsWith($"127.0.0.1 port {_server.Port}: ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/vm/a/1", "a", 1)]
    [InlineData("/vm/a%2Fb/1?x=/2", "a/b", 1)]
    [InlineData("/vm//-1", "", -1)]
    public void Addresses_of_VMs_are_read(string target, string host, int tgid) => Assert.Equal(new VmAddress(host, tgid), VmAddress.Parse(target, "/vm", ""));

    [Theory]
    [InlineData("/vm/a")]
    [InlineData("/vm/a/b/1")]
    [InlineData("/vm/a/x")]
    [InlineData("/vm/a/99999999999")]
    [InlineData("/vm")]
    public void Others_are_not(string target) => Assert.Null(VmAddress.Parse(target, "/vm", ""));

    private static string Watch(GangExitCount item)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
            WatchedCount.WriteJson(in item, json);
        return JsonSerializer.Serialize(JsonDocument.Parse(text.ToArray()).RootElement);
    }

    private static async Task<JsonElement> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Cancel) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonDocument.Parse(line[6..]).RootElement;
        }
        throw new InvalidOperationException("The stream ended.");
    }

    private static List<int> Tgids(JsonElement vms) => [.. vms.EnumerateArray().Select(vm => vm.GetProperty("tgid").GetInt32())];

    private async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await TextAsync(path)).RootElement;

    private async Task<string> TextAsync(string path) => (await AnswerAsync(path)).Text;

    private async Task<(HttpStatusCode Status, string Text)> AnswerAsync(string path)
    {
        var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
