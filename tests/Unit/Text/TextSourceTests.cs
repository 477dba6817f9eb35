using System.Globalization;
using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Lines of two hosts, or of two buffers of one, are told apart by what stands before the tool's own line.</summary>
public sealed class TextSourceTests
{
    private const string Exit = "kvm_guest_exit: VCPU 3: trap=EXTERNAL pc=0x148 msr=0x1000, ceded=0\n";

    // perf 6.1 pads the thread id to 5 characters, later ones to 7.
    private const string Ftrace = "             vmm-191     [000] d....  ";
    private const string Perf61 = "             vmm   191 [000] ";
    private const string Perf = "             vmm     191 [000] ";

    [Theory]
    [InlineData(" t.dat: ", "bb.dat: ")]
    [InlineData("     ", "foo: ")]
    [InlineData("Nov 27 04:21:53 vm1 kernel: ", "Nov 27 04:21:54 vm2 kernel: ")]
    [InlineData("[pod/x/y] ", "[pod/x/z] ")]
    [InlineData("[h1] ", "[h2] ")]
    [InlineData("1.dat: ", "2.dat: ")] // trace-cmd report -i 1.dat -i 2.dat
    [InlineData("2026-11-26.dat: ", "2026-11-27.dat: ")]
    [InlineData("10.0.0.1: ", "10.0.0.2: ")]
    [InlineData("2001:db8::1: ", "2001:db8::2: ")]
    [InlineData("h1 2026-11-27 04:21:53 ", "h2 2026-11-27 04:21:53 ")]
    [InlineData("h1 [   40.000001] ", "h2 [   40.000001] ")]
    [InlineData("h1 ", "h2 ")]
    [InlineData("a.txt:12:", "b.txt:13:")]
    public void Lines_of_two_sources_are_refused(string one, string other)
    {
        foreach (var form in (string[])[Ftrace, Perf61, Perf])
        {
            Assert.Equal((0, TraceDamageId.SeveralHosts), Refused(Line(form, one, 1) + Line(form, other, 2)));
            var filler = string.Concat(Enumerable.Range(1, 1000).Select(i => Line(form, one, i)));
            Assert.Equal((1000, TraceDamageId.SeveralHosts), Refused(filler + Line(form, other, 2000) + Line(form, one, 3000)));
        }
    }

    [Theory]
    [InlineData("h1: ", "h2: ")]
    [InlineData("vm1 kernel: [  40.000001] ", "vm2 kernel: [  40.000001] ")]
    [InlineData("h1 | ", "h2 | ")]
    public void Lines_without_their_padding_have_sources_too(string one, string other)
    {
        foreach (var form in (string[])[Ftrace, Perf61, "  191 [000] "])
        {
            var text = Line(form.Trim(' '), one, 1) + Line(form.Trim(' '), other, 2);
            Assert.Equal((0, TraceDamageId.SeveralHosts), Refused(text));
        }
    }

    [Theory]
    [InlineData("[    1.000001] ", "[   12.000001] ")]
    [InlineData("[    1.000001][ T123] ", "[    1.000002][    C4] ")]
    [InlineData("[Nov27 22:10] ", "[  +0.000001] ")] // dmesg --reltime
    [InlineData("<4>[    1.000001] ", "<6>[    1.000002] ")]
    [InlineData("4,12,40000001,-;", "4,13,40000002,-,caller=T1;")]
    [InlineData("2026-03-01T10:00:00.1Z ", "2026-03-01T10:00:01.2Z ")]
    [InlineData("Nov 27 04:21:53 vm kernel: ", "Dec  1 04:21:54 vm kernel: ")]
    [InlineData("Nov 27 04:21:53 ", "Dec  1 04:21:54 ")]
    [InlineData("Fri Nov 27 2026 10:11:12PM ", "Sat Nov 28 2026 01:11:12AM ")]
    [InlineData("I1127 22:10:11.000001   123 main.go:12] ", "W1128 22:10:11.000001   124 main.go:13] ")]
    [InlineData("vm gangexit[12]: ", "vm gangexit[345]: ")]
    [InlineData("12ms ", "130ms ")]
    [InlineData("a.txt:12:", "a.txt:13:")] // grep -Hn
    [InlineData("@400000006928b5e10a1b2c3d ", "@400000006928b5e20a1b2c3d ")]
    [InlineData("", "")]
    public void Stamps_are_no_sources(string one, string other)
    {
        foreach (var form in (string[])[Ftrace, Perf61, Perf])
        {
            var (events, damage) = Read(Line(form, one, 1) + Line(form, other, 2));
            Assert.Equal((2, 0), (events, damage.Count));
        }
    }

    [Theory]
    [InlineData("1:", "2:", "3:", true)] // grep -n
    [InlineData("9:", "10:", "11:", true)]
    [InlineData("1: ", "2: ", "1: ", false)] // trace-cmd report -i 1 -i 2, srun --label
    [InlineData("1: ", "1: ", "2: ", false)]
    [InlineData("20261127: ", "20261126: ", "20261127: ", false)]
    [InlineData("1796000000: ", "1796000000: ", "1796000001: ", true)] // seconds of the day
    public void Numbers_that_do_not_count_lines_are_sources(string first, string second, string third, bool isOne)
    {
        var text = Line(Ftrace, first, 1) + Line(Ftrace, second, 2) + Line(Ftrace, third, 3);
        var (events, damage) = Read(text);
        Assert.Equal(isOne, damage.Count == 0);
        Assert.Equal(isOne ? 3 : 0, events);
    }

    [Fact]
    public void A_comm_with_a_colon_is_no_source()
    {
        var (events, damage) = Read("            a: b-191     [000] d....     1.000000: " + Exit + Line(Ftrace, "", 2));
        Assert.Equal((2, 0), (events, damage.Count));
    }

    private static string Line(string form, string before, int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{before}{form}   {seconds}.000000: {Exit}");

    private static (int Events, TraceDamageId Id) Refused(string text)
    {
        var (events, damage) = Read(text);
        return (events, Assert.Single(damage).Id);
    }

    private static (int Events, IReadOnlyList<TraceDamage> Damage) Read(string text)
    {
        var read = TraceReading.ReadAll(Encoding.UTF8.GetBytes(text));
        return (read.Events.Count, read.Summary.Damage);
    }
}
