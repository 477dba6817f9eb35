using System.Text.Json;
using GangExitStream.Dashboard;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Subscriber;
using GangExitStream.Tests.Browser.DevTools;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Browser;

/// <summary>The pages of <c>gangexit dashboard</c> in a real browser.</summary>
public sealed class DashboardPageTests(BrowserFixture browser) : IAsyncLifetime
{
    private const string Hostile = "<b>x</b>\"'</script><img src=x onerror=window.hacked=1>/&%";

    private const string ReadTable = "[...document.querySelectorAll('#vms tbody tr')].map(r => [r.dataset.host, r.dataset.source, r.dataset.tgid, r.dataset.gangExits].join('/'))";

    private readonly FleetStore _store = new(new StoreLimits());
    private readonly HttpClient _http = new();
    private DashboardServer _server = null!;

    private string Address => $"http://127.0.0.1:{_server.Port}/";

    public async ValueTask InitializeAsync()
    {
        _store.Show(new WatchProgress(0, 0, CaughtUp: true));
        (var server, var problem) = await DashboardServer.StartAsync(new DashboardSettings("127.0.0.1", 0), _store, "1.0", TimeProvider.System, static _ => null);
        Assert.Null(problem);
        _server = server!;
        for (var vm = 0; vm < 12; vm++)
        {
            for (var window = 0; window < 30; window++)
                Add(CountOf.Window(vm % 3 == 0 ? Hostile : "alpha", "s", vm, window, 20 * vm + window));
        }
        for (var window = 0; window < 30; window++)
            Add(CountOf.Window("power9", "s", 900, window, 100, runCore: false));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task The_tables_numbers_are_those_of_the_API()
    {
        var page = await OpenAsync("");
        var vms = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Address + "api/vms"), TestContext.Current.CancellationToken)).RootElement.EnumerateArray().ToList();
        Assert.Equal(13, vms.Count);
        Assert.Equal(vms.Select(vm => $"{vm.GetProperty("host")}/{vm.GetProperty("source")}/{vm.GetProperty("tgid")}/{vm.GetProperty("gang_exits")}"), Strings(await page.EvaluateAsync(ReadTable)));
        Assert.Empty(page.Errors);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("vm/alpha/1", 1)]
    [InlineData("vm/power9/900", 1)]
    public async Task No_request_leaves_the_page(string path, int canvases)
    {
        var page = await OpenAsync(path, canvases);
        Assert.NotEmpty(page.Requests);
        Assert.All(page.Requests, request => Assert.True(request.StartsWith(Address, StringComparison.Ordinal) || request.StartsWith("data:", StringComparison.Ordinal), request));
        Assert.Empty(page.Errors);
        await page.EvaluateAsync("{ const s = document.createElement('script'); s.textContent = 'window.inline = 1'; document.body.append(s); }");
        Assert.Equal("undefined", await page.TextAsync("typeof window.inline"));
        await page.EvaluateAsync("fetch('http://127.0.0.1:9/').catch(() => 0)");
        Assert.Contains(page.Errors, error => error.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 1280, false)]
    [InlineData("", 1280, true)]
    [InlineData("", 390, false)]
    [InlineData("vm/alpha/1", 1280, true)]
    [InlineData("vm/alpha/1", 390, false)]
    [InlineData("vm/nobody/1", 1280, false)]
    public async Task Axe_finds_nothing_serious(string path, int width, bool dark)
    {
        var page = await browser.PageAsync(width, 900, dark);
        await page.GoAsync(Address + path);
        await page.UntilAsync("document.getElementById('live').classList.contains('on')");
        Assert.Empty(await Axe.SeriousAsync(page));
    }

    [Theory]
    [InlineData("")]
    [InlineData("vm/alpha/1")]
    public async Task A_phone_scrolls_down_only(string path)
    {
        var page = await browser.PageAsync(390, 800);
        await page.GoAsync(Address + path);
        Assert.Equal(390, await page.NumberAsync("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData("", 1280, "vms")]
    [InlineData("", 1280, "hosts")]
    [InlineData("", 390, "vms")]
    [InlineData("vm/alpha/1", 1280, "windows")]
    [InlineData("vm/alpha/1", 1280, "cost")]
    public async Task A_table_fits_its_page(string path, int width, string table)
    {
        var name = new string('n', 60);
        foreach (var trap in new[] { "H_DATA_STORAGE", "0x1234" })
        {
            var window = CountOf.Window(name, "perf.data of " + name, 2_000_000_000, 0, 123_456_789) with { Vm = name };
            window.Triggers.Add(trap, 200_000_000);
            Add(window);
        }
        var page = await browser.PageAsync(width, 900);
        await page.GoAsync(Address + path);
        Assert.Equal(0, await page.NumberAsync($"(e => e.scrollWidth - e.clientWidth)(document.querySelector('#{table}').closest('.scroll'))"));
        if (table == "vms") // the host has a column, or stands under the name
            Assert.Equal(1, await page.NumberAsync("[...document.querySelectorAll('#vms tbody tr:first-child :is(td.words, .narrow)')].filter(e => e.checkVisibility()).length"));
    }

    [Fact]
    public async Task Names_are_text_everywhere()
    {
        var page = await OpenAsync("", 3);
        Assert.Equal(4, await page.NumberAsync("[...document.querySelectorAll('#vms tbody tr')].filter(r => r.dataset.host === " + JsonSerializer.Serialize(Hostile) + ").length"));
        await page.EvaluateAsync("[...document.querySelectorAll('#vms tbody tr')].find(r => r.dataset.host !== 'alpha' && r.dataset.tgid === '9').querySelector('a').click()");
        await page.UntilAsync("document.querySelector('h1')?.textContent.startsWith('VM 9')");
        Assert.Equal("VM 9 on " + Hostile, await page.TextAsync("document.querySelector('h1').textContent"));
        await page.UntilAsync("document.querySelectorAll('canvas').length >= 1");
        Assert.Equal("undefined", await page.TextAsync("typeof window.hacked"));
        Assert.Equal(0, await page.NumberAsync("document.querySelectorAll('b, main img').length"));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task What_changes_arrives_by_the_stream()
    {
        var page = await OpenAsync("", 3);
        await page.EvaluateAsync("window.stays = 1");
        Add(CountOf.Window("new", "s", 77, 0, 4242));
        await page.UntilAsync("[...document.querySelectorAll('#vms tbody tr')].some(r => r.dataset.host === 'new' && r.dataset.gangExits === '4242')");
        Assert.Contains("14", await page.TextAsync("document.getElementById('tiles').textContent"), StringComparison.Ordinal);
        Assert.Equal(1, await page.NumberAsync("window.stays")); // not loaded again
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_VMs_page_is_live_too_and_keeps_its_sorting()
    {
        var page = await OpenAsync("vm/alpha/1", 1);
        await page.EvaluateAsync("[...document.querySelectorAll('#windows thead button')].find(b => b.textContent === 'Gang exits').click()");
        Add(CountOf.Window("alpha", "s", 1, 30, 4242));
        await page.UntilAsync("document.querySelectorAll('#windows tbody tr').length === 31");
        Assert.Equal("4,242", await page.TextAsync("document.querySelector('#windows tbody tr').cells[2].textContent"));
    }

    [Fact]
    public async Task Paused_nothing_changes()
    {
        var page = await OpenAsync("", 3);
        await page.EvaluateAsync("document.getElementById('pause').focus()");
        await page.PressAsync("Enter", 13, "\r");
        Assert.Equal("true", await page.TextAsync("document.getElementById('pause').getAttribute('aria-pressed')"));
        var version = await page.TextAsync("String(document.body.dataset.version)");
        Add(CountOf.Window("new", "s", 77, 0, 4242));
        await page.UntilAsync($"document.body.dataset.version !== '{version}'");
        Assert.DoesNotContain("new/s/77/4242", Strings(await page.EvaluateAsync(ReadTable)));
        await page.EvaluateAsync("document.getElementById('pause').click()");
        await page.UntilAsync("document.querySelectorAll('#vms tbody tr[data-tgid=\"77\"]').length === 1");
    }

    [Fact]
    public async Task Headings_sort_with_the_keyboard_and_keep_the_focus()
    {
        var page = await OpenAsync("");
        await page.EvaluateAsync("document.querySelector('#vms th[data-field=tgid] a').focus()");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelector('#vms th[data-field=tgid]').ariaSort === 'ascending'");
        Assert.Equal(["0", "1", "2"], Strings(await page.EvaluateAsync("[...document.querySelectorAll('#vms tbody tr')].slice(0, 3).map(r => r.dataset.tgid)")));
        Assert.Equal("tgid", await page.TextAsync("document.activeElement.closest('th')?.dataset.field ?? 'lost'"));
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelector('#vms tbody tr').dataset.tgid === '900'");
    }

    [Fact]
    public async Task The_server_filters_and_the_filter_stays()
    {
        var page = await OpenAsync("", 3);
        await page.EvaluateAsync("{ const f = document.getElementById('filter'); f.value = 'power9'; f.dispatchEvent(new Event('input')); }");
        await page.UntilAsync("document.querySelectorAll('#vms tbody tr').length === 1");
        Assert.Contains("1 VM that match “power9” (of 13)", await page.TextAsync("document.getElementById('shown').textContent"), StringComparison.Ordinal);
        Add(CountOf.Window("power9", "s", 901, 0, 1, runCore: false));
        await page.UntilAsync("document.querySelectorAll('#vms tbody tr').length === 2");
        await page.EvaluateAsync("{ const f = document.getElementById('filter'); f.value = ''; f.dispatchEvent(new Event('input')); }");
        await page.UntilAsync("document.querySelectorAll('#vms tbody tr').length === 14");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Zoom_says_what_is_shown()
    {
        var page = await OpenAsync("vm/alpha/1", 1);
        Assert.Contains("1,035 gang exits", await page.TextAsync("document.getElementById('range').textContent"), StringComparison.Ordinal);
        await page.EvaluateAsync("document.querySelector('[data-zoom=in]').click()");
        await page.UntilAsync("+document.getElementById('range').dataset.from > 0");
        var (from, to) = (await page.NumberAsync("+document.getElementById('range').dataset.from"), await page.NumberAsync("+document.getElementById('range').dataset.to"));
        var within = Enumerable.Range((int)from, (int)(to - from)).Sum(window => 20 + window);
        Assert.Contains($"{within} gang exits", await page.TextAsync("document.getElementById('range').textContent"), StringComparison.Ordinal);
        foreach (var measure in new[] { "gang", "share", "exits", "lost" })
            await page.EvaluateAsync($"{{ const s = document.getElementById('measure'); s.value = '{measure}'; s.dispatchEvent(new Event('change')); }}");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_VM_of_a_host_without_run_core_says_so()
    {
        var page = await OpenAsync("vm/power9/900", 1);
        Assert.Contains("POWER9 and later have none", await page.TextAsync("document.querySelector('.banner').textContent"), StringComparison.Ordinal);
        Assert.Equal("exits", await page.TextAsync("document.getElementById('measure').value"));
        Assert.Empty(page.Errors);
    }

    private async Task<BrowserPage> OpenAsync(string path, int canvases = 0)
    {
        var page = await browser.PageAsync();
        await page.GoAsync(Address + path);
        await page.UntilAsync($"document.getElementById('live').classList.contains('on') && document.querySelectorAll('canvas').length >= {canvases}");
        return page;
    }

    private void Add(GangExitCount item) => _store.Add(in item);

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];
}
