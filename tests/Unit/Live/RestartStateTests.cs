using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Command;

namespace GangExitStream.Tests.Unit.Live;

public sealed class RestartStateTests
{
    private static readonly LiveRecorderOptions Options = new() { MaxRestartDelay = TimeSpan.FromSeconds(5) };

    [Fact]
    public void The_wait_doubles_up_to_its_maximum_and_begins_anew_after_a_long_session()
    {
        var state = new RestartState(Options);

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(0, 5).Select(_ => Seconds(state, Ended(code: 1))));
        Assert.Equal([1, 2], [Seconds(state, Ended(code: 1, lived: 30)), Seconds(state, Ended(code: 1))]);
    }

    [Fact]
    public void An_error_that_stays_is_given_up_the_third_time_in_a_row()
    {
        var state = new RestartState(Options);
        var denied = Ended(129, words: "Permission denied");
        var absent = Ended(129, words: "unknown tracepoint");

        Assert.All([denied, denied, absent, absent, Ended(1), denied, denied], end => Assert.NotNull(state.After(end, out _)));
        Assert.Null(state.After(denied, out var problem));
        Assert.Equal(LiveProblemId.NotPermitted, problem!.Id);
        Assert.Contains("needs root", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorder_that_has_worked_for_long_is_always_restarted()
    {
        var state = new RestartState(Options);

        for (var i = 0; i < 10; i++)
            Assert.NotNull(state.After(Ended(1, lived: 3_600, words: "Permission denied"), out _));
    }

    private static double Seconds(RestartState state, SessionEnd end) => state.After(end, out _)!.Value.TotalSeconds;

    private static SessionEnd Ended(int code, double lived = 0.1, params string[] words) => new("perf", code, TimeSpan.FromSeconds(lived), [.. words]);
}
