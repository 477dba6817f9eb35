using GangExitStream.Cli.Watch.Table;
using Spectre.Console;

namespace GangExitStream.Tests.Unit.Watch;

/// <summary>The text of the tables at two usual terminal widths.</summary>
public sealed class TableTextTests
{
    private static readonly long Wall = new DateTimeOffset(2026, 11, 22, 14, 3, 22, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000;

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal_and_no_number_is_cut(int width)
    {
        var exits = new ExitsTable();
        exits.Add(Exit with { Host = new string('h', 200), Trigger = "H_DATA_STORAGE" });
        var lines = Lines(exits, width);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Contains("2147483647", lines[1], StringComparison.Ordinal);
        Assert.Contains('…', lines[1]);
    }

    [Theory]
    [InlineData(80, "db-1", " db-1 ")]
    [InlineData(120, "db-1", " db-1 2147483647 ")]
    [InlineData(80, "a-name-of-a-VM-that-is-long", " a-name-of-a-VM… ")]
    [InlineData(120, null, " 2147483647 ")]
    public void A_VM_is_called_by_its_name(int width, string? name, string shown)
    {
        var exits = new ExitsTable();
        exits.Add(Exit with { Vm = name, Tgid = int.MaxValue });
        var lines = Lines(exits, width);
        Assert.Contains(shown, lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void An_uncertain_gang_exit_is_marked()
    {
        var exits = new ExitsTable();
        exits.Add(Exit);
        exits.Add(Exit with { Uncertain = true });
        var lines = Lines(exits, 120);
        Assert.Contains(" ? 3 ", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("?", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_UTC_where_known_and_else_the_traces()
    {
        Assert.Equal("2026-11-22 14:03:22.123456Z", WatchText.Time(Wall + 123_456_789, ClockKind.Wall, new(200, 1)));
        Assert.Equal("14:03:22.123Z", WatchText.Time(Wall + 123_456_789, ClockKind.Wall, new(80, 1)));
        Assert.Equal("1234.567891", WatchText.Time(1_234_567_891_000, ClockKind.Trace, new(120, 1)));
        Assert.Equal("14:03:22Z +10s", WatchText.Window(Wall, Wall + 10_000_000_000, ClockKind.Wall, new(120, 1)));
        Assert.Equal("0 +0.25s", WatchText.Window(0, 250_000_000, ClockKind.Trace, new(120, 1)));
    }

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_500, "1.5 µs")]
    [InlineData(12_340_000, "12.3 ms")]
    [InlineData(12_340_000_000, "12.34 s")]
    [InlineData(long.MinValue, "-9223372036.85 s")]
    public void Durations_have_the_unit_that_fits(long ns, string text) => Assert.Equal(text, WatchText.Duration(ns));

    [Fact]
    public void A_count_says_whether_it_is_final_uncertain_or_lossy()
    {
        Assert.Matches(@" 50\.0% .* 5 +1,234 +final$", Row(120));
        Assert.Matches(@" 50\.0% .* \?!f$", Row(80));
        Assert.Matches(@" 1970-01-01 00:00:30Z \+10s .* 5 +1,234 +final$", Row(200));
    }

    [Fact]
    public void Without_a_run_core_gang_exits_do_not_apply()
    {
        var counts = new CountsTable(TimeProvider.System);
        counts.Add(CountsModelTests.Count(17, 3, 0) with { HasRunCore = false, Final = true });
        Assert.Matches(@" - +- +- +- +- ", Lines(counts, 120)[1]);
    }

    [Theory]
    [InlineData(80, " 246 guest/s ")]
    [InlineData(120, " 246 guest exits/s ")]
    public void Without_a_run_core_guest_exits_are_shown(int width, string shown)
    {
        var counts = new CountsTable(TimeProvider.System);
        counts.Add(CountsModelTests.Count(17, 3, 0) with { HasRunCore = false, Final = true, Exits = Traps(("EXTERNAL", 1230)) });
        counts.Add(CountsModelTests.Count(17, 4, 0) with { HasRunCore = false, Final = true, Exits = Traps(("EXTERNAL", 460), ("SYSCALL", 2000)) });
        Assert.Contains(shown, Lines(counts, width)[1], StringComparison.Ordinal);
        Assert.Contains("▅█", Lines(counts, width)[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void What_was_lost_is_a_share_of_thread_time(int width)
    {
        var counts = new CountsTable(TimeProvider.System);
        var count = CountsModelTests.Count(17, 3, 42);
        counts.Add(count with { Counts = count.Counts with { Runs = 84, ForcedOutNs = 123, GuestThreadNs = 877 } });
        counts.Add(count with { Tgid = 18, Counts = count.Counts with { Runs = 84, ForcedOutNs = 500, GuestThreadNs = 500 } });
        Assert.Matches(@"^host .* share +lost +forced ", Lines(counts, width)[0]);
        Assert.Matches(@" 17 .* 50\.0% +12\.3% +0 ", Lines(counts, width)[1]);
        Assert.Matches(@"^all .* 50\.0% +31\.2% ", Lines(counts, width)[3]);
    }

    /// <summary>With the longest names, numbers and traps that there are: rows of one line, no number cut.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(110)]
    [InlineData(120)]
    [InlineData(150)]
    [InlineData(200)]
    public void Names_give_way_and_then_columns_and_numbers_never(int width)
    {
        var counts = new CountsTable(TimeProvider.System);
        for (var tgid = 2_147_483_000; tgid < 2_147_483_040; tgid++)
        {
            var count = CountsModelTests.Count(tgid, 3, 123_456_789) with { Host = "a host-with.a-long.name.example.org", Source = new string('s', 60), Vm = tgid % 2 == 0 ? null : "虚拟机 of a name that has 32 chars" };
            count.Triggers.Add("HV_DECREMENTER", 100_000_000);
            counts.Add(count with { Counts = count.Counts with { Runs = 200_000_000, ForcedThreads = 987_654_321, UncertainRuns = 12_345, Lost = 1_234_567 }, Clock = ClockKind.Wall });
        }
        var lines = Lines(counts, width);
        Assert.Equal(11, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.All(lines[1..^2], line => Assert.Matches(@" 12,345,679 .*0\.0% .*HV_DECREMENTER", line));
        Assert.All(lines[1..^2].Where((_, row) => row % 2 == 0), line => Assert.Contains("214748", line, StringComparison.Ordinal));
        Assert.Matches("^host", lines[0]);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void Rows_without_room_are_counted_and_the_sum_includes_them(int width)
    {
        var counts = new CountsTable(TimeProvider.System);
        for (var tgid = 1; tgid <= 40; tgid++)
            counts.Add(CountsModelTests.Count(tgid, 3, tgid));
        var keys = new TableKeys();
        var lines = Lines(counts, width, keys);
        Assert.Equal(11, lines.Length); // headings, and ten rows
        Assert.Matches("^32 more", lines[^1]);
        Assert.Matches(@"^all +40 +820 +82\.0 ", lines[^2]);
        keys.Press(new ConsoleKeyInfo('\0', ConsoleKey.PageDown, false, false, false), page: 8);
        lines = Lines(counts, width, keys);
        Assert.Matches(@"^h .*\b32\b", lines[1]);
        Assert.Matches("^8 above, 24 more", lines[^1]);
        Press(ConsoleKey.End);
        Assert.Matches(@"^h .*\b8\b", Lines(counts, width, keys)[1]); // a whole page: tgids 8 to 1
        Assert.Matches("^32 above *$", Lines(counts, width, keys)[^1]);
        Press(ConsoleKey.UpArrow);
        Assert.Matches("^31 above, 1 more", Lines(counts, width, keys)[^1]);
        Press(ConsoleKey.Home);
        Assert.Matches("^32 more", Lines(counts, width, keys)[^1]);
        Press(ConsoleKey.UpArrow);
        Assert.Matches("^32 more", Lines(counts, width, keys)[^1]);

        void Press(ConsoleKey key) => keys.Press(new ConsoleKeyInfo('\0', key, false, false, false), page: 8);
    }

    [Fact]
    public void The_column_that_sorts_is_marked()
    {
        var counts = new CountsTable(TimeProvider.System);
        counts.Add(CountsModelTests.Count(17, 3, 42));
        var keys = new TableKeys();
        foreach (var heading in new[] { "/s▾", "share▾", "lost▾", "forced▾", "host▾", "exits▾", "/s▾" })
        {
            Assert.Contains(heading + " ", Lines(counts, 120, keys)[0], StringComparison.Ordinal);
            Assert.Equal(1, Lines(counts, 120, keys)[0].Count(c => c == '▾'));
            keys.Press(new ConsoleKeyInfo('s', ConsoleKey.S, false, false, false), page: 8);
        }
    }

    [Fact]
    public void The_triggers_vcpu_stands_beside_its_trap()
    {
        var exits = new ExitsTable();
        exits.Add(Exit with { TriggerVcpu = 13 });
        Assert.Contains(" EXTERNAL @13 ", Lines(exits, 80)[1], StringComparison.Ordinal);
    }

    private static string Row(int width)
    {
        var counts = new CountsTable(TimeProvider.System);
        var count = CountsModelTests.Count(17, 3, 42);
        counts.Add(count with { Counts = count.Counts with { Runs = 84, UncertainRuns = 5, Lost = 1234 }, Final = true });
        return Lines(counts, width)[1].TrimEnd();
    }

    private static TriggerCounts Traps(params ReadOnlySpan<(string Trap, long Count)> traps)
    {
        var counts = new TriggerCounts();
        foreach (var (trap, count) in traps)
            counts.Add(trap, count);
        return counts;
    }

    private static GangExit Exit => new()
    {
        Host = "power8-a",
        Source = "s",
        Tgid = int.MaxValue,
        Cpu = 8,
        NRunnable = 5,
        Ceded = 1,
        Forced = 3,
        EnterNs = Wall,
        ExitNs = Wall + 123_456,
        Trigger = "EXTERNAL",
    };

    private static string[] Lines<T>(ITableModel<T> model, int width, TableKeys? keys = null)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(model.Render(new TableSize(width, 10), keys ?? new TableKeys()));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
