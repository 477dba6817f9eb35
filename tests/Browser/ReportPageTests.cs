using System.Text.Json;
using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Html;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Browser;

/// <summary>The page of <c>report --html</c> in a real browser.</summary>
public sealed class ReportPageTests(BrowserFixture browser) : IDisposable
{
    private const string ReadTable = """
        (() => { const t = document.getElementById('vms'); const fields = [...t.tHead.rows[0].cells].map(c => c.dataset.field);
        return [...t.tBodies[0].rows].map(r => Object.fromEntries([...r.cells].map((c, i) => [fields[i], c.dataset.v ?? c.textContent]).concat([['row', r.dataset.tgid + '/' + r.dataset.gangExits + '/' + r.dataset.host]]))); })()
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gangexit-page-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("small.perf.data")]
    [InlineData("lost.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    public async Task The_tables_numbers_are_those_of_the_JSON_report(string recording)
    {
        var page = await browser.PageAsync();
        var run = await WriteAsync(recording);
        await page.GoAsync(Address);
        var rows = (await page.EvaluateAsync(ReadTable)).EnumerateArray().ToList();
        var trace = run.Objects[0];
        var vms = trace.GetProperty("vms").EnumerateArray().ToList();
        Assert.Equal(vms.Select(vm => $"{vm.GetProperty("tgid")}/{vm.GetProperty("gang_exits")}/{trace.GetProperty("host")}"), rows.Select(row => row.GetProperty("row").GetString()));
        foreach (var (vm, row) in vms.Zip(rows))
            AssertSame(vm, row);
        Assert.Empty(page.Errors);
    }

    [Theory]
    [InlineData("small.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    [InlineData("power8-be-smt4.perf.data")]
    public async Task The_cost_distribution_is_that_of_the_JSON_report(string recording)
    {
        var page = await browser.PageAsync();
        var vms = (await WriteAsync(recording)).Objects[0].GetProperty("vms").EnumerateArray().Where(vm => vm.GetProperty("gang_exits").GetInt64() > 0).ToList();
        await page.GoAsync(Address);
        await page.UntilAsync("document.querySelectorAll('canvas').length >= 5");
        for (var i = -1; i < vms.Count; i++)
        {
            var chosen = i < 0 ? vms : [vms[i]];
            await page.EvaluateAsync($"{{ const s = document.getElementById('cost-vm-0'); s.value = '{(i < 0 ? "" : i)}'; s.dispatchEvent(new Event('change')); }}");
            var note = await page.TextAsync("document.getElementById('cost-note-0').textContent");
            var (told, forcedOut) = (Sum(chosen, "gang_exits") - Sum(chosen, "forced_out_untold"), Sum(chosen, "forced_out_ns"));
            Assert.StartsWith($"{told:N0} gang exits took ", note, StringComparison.Ordinal);
            Assert.Contains(await page.TextAsync($"'took ' + format.duration({forcedOut}) + '; median '"), note, StringComparison.Ordinal);
            Assert.Equal(told, await page.NumberAsync("[...document.querySelectorAll('#cost-table-0 tbody tr')].reduce((sum, row) => sum + +row.cells[1].textContent.replaceAll(',', ''), 0)"));
            if (i < 0)
                continue;
            Assert.Contains(await page.TextAsync($"'; median ' + format.duration({vms[i].GetProperty("forced_out_p50_ns")}) + ', 99th percentile ' + format.duration({vms[i].GetProperty("forced_out_p99_ns")})"), note, StringComparison.Ordinal);
            var data = $"JSON.parse(document.getElementById('data').textContent).traces[0].vms.find(vm => vm.tgid === {vms[i].GetProperty("tgid")})";
            Assert.Equal(forcedOut, await page.NumberAsync(data + ".costNs.reduce((a, b) => a + b, 0)"));
            var middle = await page.NumberAsync($"(vm => {{ let left = vm.costExits.reduce((a, b) => a + b, 0) / 2, bin = 0; while ((left -= vm.costExits[bin]) > 0) bin++; return bin; }})({data})");
            var starts = "JSON.parse(document.getElementById('data').textContent).traces[0].costStarts";
            Assert.InRange(vms[i].GetProperty("forced_out_p50_ns").GetDouble(), 0.98 * await page.NumberAsync($"{starts}[{middle}]"), 1.02 * await page.NumberAsync($"{starts}[{middle + 1}]"));
        }
        await page.EvaluateAsync("{ const s = document.getElementById('measure-0'); s.value = 'lost'; s.dispatchEvent(new Event('change')); }");
        Assert.Contains(await page.TextAsync($"format.share({Sum(vms, "forced_out_ns")}, {Sum(vms, "forced_out_ns") + Sum(vms, "guest_thread_ns")}) + ' of thread-time lost'"), await page.TextAsync("document.getElementById('range-0').textContent"), StringComparison.Ordinal);
        Assert.Empty(page.Errors);

        static long Sum(List<JsonElement> vms, string field) => vms.Sum(vm => vm.GetProperty(field).GetInt64());
    }

    [Theory]
    [InlineData("power8-2vm-smt2.all-kvm_hv.perf.data", true)]
    [InlineData("power8-2vm-smt2.perf.data", false)]
    public async Task The_traps_and_their_times_are_those_of_the_JSON_report(string recording, bool hasTimes)
    {
        var page = await browser.PageAsync();
        var report = (await WriteAsync(recording)).Objects[0];
        await page.GoAsync(Address);
        var shown = Cells(await page.EvaluateAsync(ReadExits("exits-0"))).Concat(Cells(await page.EvaluateAsync(ReadExits("hcalls-0")))).ToList();
        var exits = report.GetProperty("exits").EnumerateArray().ToDictionary(row => row.GetProperty("trap").GetString()!);
        var hcalls = Cells(await page.EvaluateAsync(ReadExits("hcalls-0"))).Sum(row => long.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(hasTimes, hcalls > 0);
        Assert.Equal(exits.Keys.Append("SYSCALL").Distinct().Order(StringComparer.Ordinal), shown.Select(row => row[0]).Where(name => name != "~").Order(StringComparer.Ordinal));
        foreach (var row in shown.Where(row => row[0] is not ("SYSCALL" or "~")))
        {
            var fields = hasTimes ? new[] { "count", "ceded", "out_p50_ns", "out_p99_ns", "out_ns" } : ["count", "ceded"];
            var found = row.Where((_, i) => i is 1 or 4 || (hasTimes && i is 5 or 6 or 7));
            Assert.Equal(fields.Select(field => exits[row[0]].GetProperty(field) is { ValueKind: JsonValueKind.Number } known && !(field == "out_ns" && exits[row[0]].GetProperty("out_count").GetInt64() == 0) ? known.ToString() : "-1"), found);
        }
        Assert.Equal(hcalls + (exits.TryGetValue("SYSCALL", out var syscall) ? syscall.GetProperty("count").GetInt64() : 0), long.Parse(shown.Single(row => row[0] == "SYSCALL")[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(report.GetProperty("vms").EnumerateArray().Sum(vm => vm.GetProperty("forced_out_ns").GetInt64()), Cells(await page.EvaluateAsync(ReadExits("exits-0"))).Sum(row => long.Parse(row[^1], System.Globalization.CultureInfo.InvariantCulture)));

        static string ReadExits(string table) => $"[...document.querySelectorAll('#{table} tbody tr')].map(row => [...row.cells].map(cell => cell.dataset.v))";
        static List<string[]> Cells(JsonElement rows) => [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray())];
    }

    [Fact]
    public async Task No_request_leaves_the_page()
    {
        var page = await browser.PageAsync();
        await WriteAsync("small.perf.data");
        await page.GoAsync(Address);
        await page.UntilAsync("document.querySelectorAll('canvas').length >= 5");
        Assert.All(page.Requests, request => Assert.True(request == Address || request.StartsWith("data:", StringComparison.Ordinal), request));
        await page.EvaluateAsync("fetch('http://127.0.0.1:9/').catch(() => 0)");
        Assert.Contains(page.Errors, error => error.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lost.perf.data", 1280, false)]
    [InlineData("lost.perf.data", 1280, true)]
    [InlineData("lost.perf.data", 390, false)]
    [InlineData("power8-2vm-smt2.all-kvm_hv.perf.data", 1280, true)]
    public async Task Axe_finds_nothing_serious(string recording, int width, bool dark)
    {
        var page = await browser.PageAsync(width, 900, dark);
        await WriteAsync(recording);
        await page.GoAsync(Address);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => { details.open = true; })");
        await page.UntilAsync("document.querySelectorAll('canvas').length >= 5");
        Assert.Equal(dark ? "dark" : "light", await page.TextAsync("document.documentElement.dataset.theme"));
        Assert.Empty(await Axe.SeriousAsync(page));
    }

    [Theory]
    [InlineData("vms", "lost.perf.data")]
    [InlineData("vms", "power8-2vm-smt2.all-kvm_hv.perf.data")]
    [InlineData("exits-0", "power8-2vm-smt2.all-kvm_hv.perf.data")]
    public async Task A_table_fits_its_page(string table, string recording)
    {
        var page = await browser.PageAsync(1280, 900);
        await WriteAsync(recording);
        await page.GoAsync(Address);
        Assert.Equal(0, await page.NumberAsync($"(e => e.scrollWidth - e.clientWidth)(document.querySelector('#{table}').closest('.scroll'))"));
    }

    [Fact]
    public async Task A_phone_scrolls_down_only()
    {
        var page = await browser.PageAsync(390, 800);
        await WriteAsync("lost.perf.data");
        await page.GoAsync(Address);
        Assert.Equal(390, await page.NumberAsync("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Headings_sort_with_the_keyboard()
    {
        var page = await browser.PageAsync();
        await WriteAsync("small.perf.data");
        await page.GoAsync(Address);
        await page.EvaluateAsync("document.querySelector('#vms th[data-field=runs] button').focus()");
        await page.PressAsync("Enter", 13, "\r");
        Assert.Equal("800,400,200", await Column("runs"));
        Assert.Equal("descending", await page.TextAsync("document.querySelector('#vms th[data-field=runs]').ariaSort"));
        await page.PressAsync("Enter", 13, "\r");
        Assert.Equal("200,400,800", await Column("runs"));
        await page.EvaluateAsync("document.querySelector('#vms th[data-field=tgid] button').click()");
        Assert.Equal("11577,11580,11581", await Column("tgid"));

        async Task<string> Column(string field) => string.Join(',', (await page.EvaluateAsync(ReadTable)).EnumerateArray().Select(row => row.GetProperty(field).GetString()));
    }

    [Fact]
    public async Task The_filter_keeps_rows_that_have_all_words()
    {
        var page = await browser.PageAsync();
        await WriteAsync("small.perf.data");
        await page.GoAsync(Address);
        await page.EvaluateAsync("{ const f = document.getElementById('filter'); f.value = '11580 syscall'; f.dispatchEvent(new Event('input')); }");
        Assert.Equal("11580", await page.TextAsync("[...document.querySelectorAll('#vms tbody tr')].filter(r => !r.hidden).map(r => r.dataset.tgid).join()"));
        Assert.Equal("1 of 3 shown", await page.TextAsync("document.getElementById('filtered').textContent"));
    }

    [Fact]
    public async Task Zoom_shows_a_part_and_says_what_is_in_it()
    {
        var page = await browser.PageAsync();
        await WriteAsync("small.perf.data");
        await page.GoAsync(Address);
        var bins = await page.NumberAsync("JSON.parse(document.getElementById('data').textContent).traces[0].bins");
        Assert.Contains("841 gang exits", await RangeText(), StringComparison.Ordinal);
        await page.EvaluateAsync("document.querySelector('[data-zoom=in]').focus()");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("+document.getElementById('range-0').dataset.from > 0");
        var (from, to) = (await page.NumberAsync("+document.getElementById('range-0').dataset.from"), await page.NumberAsync("+document.getElementById('range-0').dataset.to"));
        Assert.InRange(to - from, bins / 2 - 2, bins / 2 + 2);
        var within = await page.NumberAsync($"JSON.parse(document.getElementById('data').textContent).traces[0].vms.flatMap(vm => vm.gang.slice({from}, {to})).reduce((a, b) => a + b, 0)");
        Assert.Contains($"{within} gang exits", await RangeText(), StringComparison.Ordinal);
        await page.EvaluateAsync("document.querySelector('[data-zoom=all]').click()");
        await page.UntilAsync("+document.getElementById('range-0').dataset.from === 0");
        var box = await page.EvaluateAsync("(r => [r.left, r.top, r.width, r.height])(document.querySelector('#timeline-0').getBoundingClientRect())");
        var (left, top, width, height) = (box[0].GetDouble(), box[1].GetDouble(), box[2].GetDouble(), box[3].GetDouble());
        await page.DragAsync(left + width * 0.4, top + height * 0.4, left + width * 0.6, top + height * 0.5);
        await page.UntilAsync("+document.getElementById('range-0').dataset.from > 0");

        Task<string> RangeText() => page.TextAsync("document.getElementById('range-0').textContent");
    }

    [Fact]
    public async Task A_row_and_the_choices_change_what_the_timeline_counts()
    {
        var page = await browser.PageAsync();
        await WriteAsync("small.perf.data");
        await page.GoAsync(Address);
        await page.EvaluateAsync("document.querySelector('#vms tr[data-tgid=\"11581\"]').click()");
        Assert.Contains("165 gang exits", await page.TextAsync("document.getElementById('range-0').textContent"), StringComparison.Ordinal);
        foreach (var (measure, split) in new[] { ("share", "vm"), ("exits", "none"), ("gang", "trap") })
            await page.EvaluateAsync($"for (const [id, v] of [['measure-0', '{measure}'], ['split-0', '{split}']]) {{ const s = document.getElementById(id); s.value = v; s.dispatchEvent(new Event('change')); }}");
        Assert.Contains("SYSCALL", await page.TextAsync("document.getElementById('timeline-table-0').textContent"), StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }

    [Theory]
    [InlineData("<b>x</b>")]
    [InlineData("a\"b'c</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>")]
    [InlineData("\u2028\u2029\0\u0007\ud800 <!-- --> & &amp; ${1} `x`")]
    public async Task Names_are_text_everywhere(string name)
    {
        var page = await browser.PageAsync();
        WriteWithNames(name);
        await page.GoAsync(Address);
        await page.UntilAsync("document.querySelectorAll('canvas').length >= 5");
        var shown = name.Replace("\0", "\ufffd").Replace("\u0007", "\ufffd").Replace("\ud800", "\ufffd");
        Assert.Equal("Gang exits on " + shown.Replace("\u2028", " ").Replace("\u2029", " "), (await page.TextAsync("document.querySelector('h1').textContent")).Replace("\u2028", " ").Replace("\u2029", " "));
        Assert.Equal(shown, await page.TextAsync("document.querySelector('#vms tbody tr').dataset.host"));
        Assert.Equal("undefined", await page.TextAsync("typeof window.hacked"));
        Assert.Equal(0, await page.NumberAsync("document.querySelectorAll('b, main img').length"));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Without_scripts_the_numbers_are_there()
    {
        await WriteAsync("small.perf.data");
        var html = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "page.html"), TestContext.Current.CancellationToken);
        Assert.Contains("data-gang-exits=\"585\"", html, StringComparison.Ordinal);
        Assert.Contains("841 gang exits in 104 ms, in 3 of 3 VMs.", html, StringComparison.Ordinal);
    }

    private string Address => new Uri(Path.Combine(_folder.FullName, "page.html")).AbsoluteUri;

    private Task<GangexitRun> WriteAsync(string recording) =>
        GangexitRun.Of("report", Recordings.PathOf(recording), "--format", "json", "--html", Path.Combine(_folder.FullName, "page.html"));

    private void WriteWithNames(string name)
    {
        using var file = File.Create(Path.Combine(_folder.FullName, "page.html"));
        using var reader = TraceFile.Open(Recordings.PathOf("small.perf.data"), TraceOptions.Default);
        var report = new HtmlReport(file, new PageProvenance("1.0", "gangexit report " + name, DateTimeOffset.UnixEpoch));
        var result = new TraceReporter(new ReportOptions { Traces = [], WithHistory = true }, CancellationToken.None).Report(name, reader);
        report.Write(result with { Info = result.Info with { Host = name } });
        report.Finish();
    }

    private static void AssertSame(JsonElement vm, JsonElement row)
    {
        foreach (var field in new[] { "tgid", "gang_exits", "runs", "forced_threads", "cedes", "uncertain_runs", "orphan_exits", "unfinished_runs" })
        {
            if (row.TryGetProperty(field, out var cell))
                Assert.Equal((field, vm.GetProperty(field).ToString()), (field, cell.GetString()));
        }
        Assert.Equal(vm.GetProperty("gang_exits_per_s").GetDouble(), double.Parse(row.GetProperty("gang_exits_per_s").GetString()!, System.Globalization.CultureInfo.InvariantCulture), 3);
        Assert.Equal(vm.GetProperty("forced_out_share").GetDouble(), double.Parse(row.GetProperty("forced_out_share").GetString()!, System.Globalization.CultureInfo.InvariantCulture), 3);
    }
}
