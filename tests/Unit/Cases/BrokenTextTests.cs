using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using GangExitStream.Cli;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Cases;

/// <summary>Text that was damaged, cut, reordered or wrapped on its way: named with exit code 3, or refused with one finding; never counted in silence.</summary>
public sealed class BrokenTextTests
{
    private const string Ftrace = "base.ftrace.txt";
    private const string PerfScript = "base.perf-script.txt";

    [Theory]
    [InlineData(Ftrace)]
    [InlineData(PerfScript)]
    public async Task Two_lines_in_one_are_named(string file) =>
        await IsNamed(Text(file, (lines, i) => i == 40 ? lines[i] + lines[i + 1] : i == 41 ? null : lines[i]), "GX1009", "second event");

    [Theory]
    [InlineData(Ftrace)]
    [InlineData(PerfScript)]
    public async Task A_line_that_was_split_in_the_event_s_name_is_named(string file) =>
        await IsNamed(Text(file, (lines, i) => i == 40 ? lines[i].Insert(lines[i].IndexOf("kvm", lines[i].IndexOf(": ", StringComparison.Ordinal), StringComparison.Ordinal) + 8, "\n") : lines[i]), "GX1009", "split");

    [Theory]
    [InlineData(Ftrace, 30, 20)] // time and name
    [InlineData(Ftrace, 50, 12)] // in the name
    [InlineData(PerfScript, 22, 30)]
    [InlineData(PerfScript, 45, 8)]
    public async Task Bytes_lost_within_a_line_are_named(string file, int at, int count) =>
        await IsNamed(Text(file, (lines, i) => i == 40 ? lines[i].Remove(at, count) : lines[i]), "GX1009");

    [Fact]
    public async Task Many_bad_lines_are_five_findings_and_a_number()
    {
        var run = await ReportAsync(Text(PerfScript, (lines, i) => i % 5 == 4 ? lines[i].Remove(22, 30) : lines[i]));
        Assert.Equal(ExitCode.Damaged, run.Code);
        Assert.Equal(6, Count(run.Error, "GX1009"));
        Assert.Contains("more lines can't be read", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_kinds_of_lines_are_no_damage()
    {
        var run = await ReportAsync(Text(PerfScript, (lines, i) => lines[i] + "\n\t    7f0012345678 kvm_vcpu_ioctl+0x1 ([kvm])\n"));
        Assert.Equal((ExitCode.Done, 150), (run.Code, run.Objects.Single().GetProperty("events").GetInt32()));
        run = await ReportAsync(Text(Ftrace, (lines, i) => i < 30 ? lines[i] : lines[i] + "\n    vmm-191     [000] d....    11.521854: do_idle <-cpu_startup_entry"));
        Assert.Equal((ExitCode.Done, 240), (run.Code, run.Objects.Single().GetProperty("events").GetInt32()));
    }

    [Theory]
    [InlineData(96, "GX1040", "cut off")]
    [InlineData(120, "GX1040", "120 characters")]
    public async Task Lines_that_were_cut_off_are_refused(int width, params string[] said) =>
        await IsRefused(Text(Ftrace, (lines, i) => lines[i][..Math.Min(lines[i].Length, width)]), said);

    [Fact]
    public async Task Lines_without_context_are_refused() => await IsRefused(await FileAsync("no-context.ftrace.txt"), "options/context-info");

    [Theory]
    [InlineData("{\"log\":\"", "\\n\",\"stream\":\"stdout\"}", "JSON")]
    [InlineData("\"", "\"", "quotes")]
    [InlineData("b'", "'", "quotes")]
    [InlineData("", "$", "cat -A")]
    public async Task Lines_in_the_text_of_another_program_are_refused(string before, string after, string said) =>
        await IsRefused(Text(Ftrace, (lines, i) => before + lines[i] + after), "GX1040", said);

    [Fact]
    public async Task Lines_in_reverse_order_are_refused() => await IsRefused(Text(Ftrace, (lines, i) => lines[^(i + 1)]), "GX1042", "not in time order");

    [Fact]
    public async Task Lines_that_were_sorted_as_text_are_refused()
    {
        var lines = (await File.ReadAllLinesAsync(Recordings.PathOf("tiny.perf-script.txt"), TestContext.Current.CancellationToken)).Order(StringComparer.Ordinal);
        await IsRefused(Encoding.UTF8.GetBytes(string.Join('\n', lines)), "GX1042", "not in time order");
    }

    [Fact]
    public async Task ftrace_s_fields_option_is_read()
    {
        var run = await ReportAsync(await FileAsync("fields-option.ftrace.txt"));
        Assert.Equal((ExitCode.Done, 48), (run.Code, run.Objects.Single().GetProperty("events").GetInt32()));
    }

    [Fact]
    public async Task Entries_that_ftrace_overwrote_are_lost()
    {
        var run = await ReportAsync(await FileAsync("overwritten.ftrace.txt"));
        Assert.Equal((ExitCode.Damaged, 7865), (run.Code, run.Objects.Single().GetProperty("lost").GetInt32()));
        Assert.Contains("GX1041", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_that_perf_overwrote_are_named()
    {
        var bytes = await File.ReadAllBytesAsync(Recordings.PathOf("tiny.perf.data"), TestContext.Current.CancellationToken);
        var attr = BitConverter.ToInt32(bytes, 24); // perf_file_header.attrs.offset
        bytes[attr + 40 + (27 / 8)] |= 1 << (27 % 8); // write_backward
        await IsNamed(bytes, "GX1041", "--overwrite");
    }

    [Fact]
    public async Task A_clock_of_jiffies_is_named() => await IsNamed(await FileAsync("uptime.trace-cmd.txt"), "GX1043", "too coarse");

    [Theory]
    [InlineData(Ftrace, 240, false)]
    [InlineData(PerfScript, 150, false)]
    [InlineData(PerfScript, 150, true)]
    public async Task A_byte_order_mark_is_skipped(string file, int events, bool packed)
    {
        byte[] marked = [0xef, 0xbb, 0xbf, .. await FileAsync(file)];
        var run = await ReportAsync(packed ? Gzip(marked) : marked);
        Assert.Equal((ExitCode.Done, events), (run.Code, run.Objects.Single().GetProperty("events").GetInt32()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tar_archive_is_refused_with_the_command(bool packed)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "a.txt") { DataStream = new MemoryStream(await FileAsync(PerfScript)) });
        await IsRefused(packed ? Gzip(tar.ToArray()) : tar.ToArray(), "tar -xOf FILE");
    }

    [Theory]
    [InlineData(200)] // the data
    [InlineData(-6)] // the check sum
    public async Task Damaged_compressed_data_are_named(int at)
    {
        var packed = Gzip(await FileAsync(Ftrace));
        packed[at < 0 ? packed.Length + at : at] ^= 0x5a;
        var run = await ReportAsync(packed);
        Assert.NotEqual(ExitCode.Done, run.Code);
        Assert.Contains("the compressed data are damaged", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unsupported", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_in_the_trace_cannot_control_the_terminal()
    {
        var run = await ReportAsync(Text(PerfScript, (lines, i) => (i == 0 ? "\e]0;one\a: " : "\e]0;two\a: ") + lines[i]));
        Assert.Contains("GX1015", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Error);
        Assert.DoesNotContain('\a', run.Error);
    }

    [Fact]
    public async Task A_file_name_cannot_control_the_terminal()
    {
        var run = await GangexitRun.Of("report", "/no\e[31m\nfile");
        Assert.DoesNotContain('\e', run.Error);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_file_name_that_is_not_UTF_8_has_a_next_step() =>
        Assert.Contains("gangexit report - < FILE", (await GangexitRun.Of("report", "/bad\ufffdname")).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("report", "")]
    [InlineData("diff", "", "b")]
    [InlineData("produce", "")]
    [InlineData("demo", "")]
    public async Task A_trace_without_a_name_is_a_usage_error(params string[] args)
    {
        var run = await GangexitRun.Of(args);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("The name of a trace is empty", run.Error, StringComparison.Ordinal);
    }

    private static async Task IsNamed(byte[] text, params string[] said)
    {
        var run = await ReportAsync(text);
        Assert.Equal(ExitCode.Damaged, run.Code);
        Assert.All(said, part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
    }

    private static async Task IsRefused(byte[] text, params string[] said)
    {
        var run = await ReportAsync(text);
        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(said, part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>A file of the cases with each line changed; null: without the line.</summary>
    private static byte[] Text(string file, Func<string[], int, string?> change)
    {
        var lines = File.ReadAllLines(PathOf(file));
        var changed = Enumerable.Range(0, lines.Length).Select(i => change(lines, i)).Where(line => line is not null);
        return Encoding.UTF8.GetBytes(string.Concat(changed.Select(line => line + "\n")));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static Task<byte[]> FileAsync(string file) => File.ReadAllBytesAsync(PathOf(file), TestContext.Current.CancellationToken);

    private static string PathOf(string file) => Path.Combine(RepoFiles.Root, "tests", "Cases", "Text", file);

    private static Task<GangexitRun> ReportAsync(byte[] bytes) => GangexitRun.OfStream(new MemoryStream(bytes), "report", "-", "--format", "json");
}
