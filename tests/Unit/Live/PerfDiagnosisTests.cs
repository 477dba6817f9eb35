using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Command;

namespace GangExitStream.Tests.Unit.Live;

public sealed class PerfDiagnosisTests
{
    [Theory]
    [InlineData(PerfTexts.NoSuchEvent, LiveProblemId.NoSuchEvent)]
    [InlineData(PerfTexts.NotPermitted, LiveProblemId.NotPermitted)]
    [InlineData(PerfTexts.BadOption, LiveProblemId.BadOption)]
    [InlineData(PerfTexts.Done, null)]
    public void Perfs_words_tell_the_error(string text, LiveProblemId? expected) =>
        Assert.Equal(expected, PerfDiagnosis.Find(Words(text).Lines));

    [Fact]
    public void The_telling_lines_are_quoted_without_the_usage() =>
        Assert.Equal(
            "it said: event syntax error: 'sched:sched_switch' | \\___ can't access trace events"
            + " | Error: No permissions to read /sys/kernel/tracing/events/sched/sched_switch"
            + " | Hint: Try 'sudo mount -o remount,mode=755 /sys/kernel/tracing/'",
            PerfDiagnosis.Quote(Words(PerfTexts.NotPermitted).Lines));

    [Fact]
    public void Closing_figures_are_no_words() => Assert.Equal("it said nothing", PerfDiagnosis.Quote(Words(PerfTexts.Done).Lines));

    [Fact]
    public void Of_endless_words_the_first_and_the_last_lines_are_kept()
    {
        var words = new StderrLines();
        for (var i = 0; i < 10_000; i++)
            words.Add($"line {i}\n");
        words.Add(new string('x', 1_000_000));

        var lines = words.Lines;

        Assert.Equal(33, lines.Length);
        Assert.Equal(("line 0", "line 9999"), (lines[0], lines[^2]));
        Assert.Equal(400, lines[^1].Length);
    }

    private static StderrLines Words(string text)
    {
        var words = new StderrLines();
        words.Add(text);
        return words;
    }
}
