using System.Globalization;
using GangExitStream.Detection;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Command;
using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Avro;
using GangExitStream.Traces;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Live;

public sealed class LiveRecorderTests
{
    private const int TimeoutMs = 120_000;
    private readonly List<string> _reports = [];

    [Fact(Timeout = TimeoutMs)]
    public async Task The_recorders_events_are_read_one_by_one()
    {
        using var fake = new FakeRecorder("exec cat \"$1\"");
        await using var recorder = New(fake.Options, TimeProvider.System, TestContext.Current.CancellationToken);

        var session = await recorder.NextSessionAsync();

        Assert.Equal(FakeRecorder.Recorded(), TraceReading.ReadAll(session!.Open()).Events);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_stop_interrupts_the_recorder_and_gets_all_that_it_flushes_then()
    {
        using var fake = new FakeRecorder("""
            trap 'kill $!; tail -c +700001 "$1"; exit 0' INT
            head -c 700000 "$1"
            tail -f /dev/null >&2 & wait $!
            """);
        await using var recorder = New(fake.Options, TimeProvider.System, TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var events = new List<KvmEvent>();

        Read(reader, events); // the script has come as far as its first half: the trap is set
        recorder.Stop();
        while (Read(reader, events))
        {
        }

        Assert.Equal(FakeRecorder.Recorded(), events);
        Assert.Null(await recorder.NextSessionAsync());
        Assert.Null(recorder.Problem);
        Assert.Empty(_reports);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_recorder_that_no_signal_reaches_ends_with_its_standard_input()
    {
        using var fake = new FakeRecorder("trap '' INT; head -c 700000 \"$1\"; cat >&2; tail -c +700001 \"$1\"");
        await using var recorder = New(fake.Options, TimeProvider.System, TestContext.Current.CancellationToken);
        var session = await recorder.NextSessionAsync();

        recorder.Stop();

        // Where the signal came before the trap was set, there is nothing to read: then it ended at once, which is as well.
        var read = TraceReading.ReadAll(session!.Open());
        Assert.True(read.Summary.Damage.Any(damage => damage.Id == TraceDamageId.Empty) || read.Events.Count == FakeRecorder.Recorded().Count);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_recorder_that_ignores_the_stop_is_killed_at_the_deadline_with_its_children()
    {
        using var fake = new FakeRecorder("trap '' INT; cat \"$1\"; echo flushing for ever >&2; tail -f /dev/null & wait $!");
        var time = new FakeTimeProvider();
        await using var recorder = New(fake.Options, time, TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var events = new List<KvmEvent>();
        Read(reader, events);

        recorder.Stop();
        time.Advance(fake.Options.StopDeadline);
        while (Read(reader, events))
        {
        }

        Assert.Null(await recorder.NextSessionAsync());
        Assert.Contains("by signal 9", Assert.Single(_reports), StringComparison.Ordinal);
        Assert.Contains("didn't end within 10 s and was killed", _reports[0], StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_recorder_that_ends_is_started_again_ever_more_slowly_as_a_source_of_its_own()
    {
        using var fake = new FakeRecorder("cat \"$1\"; echo out of luck >&2; exit 3");
        var time = new RecordingTime();
        await using var recorder = New(fake.Options with { StopDeadline = TimeSpan.FromMinutes(1), SteadyAfter = TimeSpan.FromHours(1) }, time, TestContext.Current.CancellationToken);
        var sources = new HashSet<string>(StringComparer.Ordinal);

        for (var i = 0; i < 4; i++)
        {
            var session = await recorder.NextSessionAsync();
            sources.Add(session!.Identity.Source);
            Assert.Equal(FakeRecorder.Recorded().Count, TraceReading.ReadAll(session.Open()).Events.Count);
        }

        Assert.Equal(4, sources.Count);
        Assert.Equal(["1", "2", "4"], _reports.Select(report => report.Split(' ')[^2]));
        Assert.All(_reports, report => Assert.Contains("with exit code 3 after", report, StringComparison.Ordinal));
        Assert.All(_reports, report => Assert.Contains("it said: out of luck;", report, StringComparison.Ordinal));
        Assert.Equal([1, 2, 4], time.Pauses.Select(pause => pause.TotalSeconds).Where(seconds => seconds is 1 or 2 or 4).Distinct());
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_stop_ends_the_wait_for_a_restart()
    {
        using var fake = new FakeRecorder("exit 0");
        await using var recorder = New(fake.Options, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        TraceReading.ReadAll((await recorder.NextSessionAsync())!.Open());
        var next = recorder.NextSessionAsync();

        recorder.Stop();

        Assert.Null(await next);
        Assert.Null(recorder.Problem);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_recorder_that_the_terminal_stopped_before_us_is_neither_mourned_nor_started_again(string signal)
    {
        using var fake = new FakeRecorder($"cat \"$1\"; kill -{signal} $$");
        await using var recorder = New(fake.Options, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        TraceReading.ReadAll((await recorder.NextSessionAsync())!.Open());
        var next = recorder.NextSessionAsync();

        recorder.Stop();

        Assert.Null(await next);
        Assert.Empty(_reports);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Missing_tracepoints_are_a_problem_with_a_next_step_after_three_times()
    {
        using var fake = new FakeRecorder($"""
            echo run >> "$2"
            cat >&2 <<'END'
            {PerfTexts.NoSuchEvent}
            END
            exit 129
            """);
        var options = fake.Options with { Command = [.. fake.Options.Command, fake.File1] };
        await using var recorder = New(options, new RecordingTime(), TestContext.Current.CancellationToken);

        while (await recorder.NextSessionAsync() is { } session)
            Assert.Equal(TraceDamageId.Empty, TraceReading.ReadAll(session.Open()).Summary.Damage[0].Id);

        Assert.Equal(3, (await File.ReadAllLinesAsync(fake.File1, TestContext.Current.CancellationToken)).Length);
        Assert.Equal(LiveProblemId.NoSuchEvent, recorder.Problem!.Id);
        Assert.Contains("unknown tracepoint", recorder.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("POWER host with KVM-HV", recorder.Problem.NextStep, StringComparison.Ordinal);
        Assert.Null(await recorder.NextSessionAsync());
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData("no-such-perf", "there is no such command")]
    [InlineData("/etc/hostname", "it can't be run")]
    [InlineData("/etc", "there is no such command")]
    public async Task A_command_that_cannot_be_started_is_a_problem_at_once(string command, string message)
    {
        await using var recorder = New(new LiveRecorderOptions { Command = [command, "record"] }, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Null(await recorder.NextSessionAsync());
        Assert.Equal(LiveProblemId.CannotStart, recorder.Problem!.Id);
        Assert.Contains(message, recorder.Problem.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task The_recorder_is_asked_to_write_out_its_buffers_at_a_steady_pace()
    {
        using var fake = new FakeRecorder("""
            exec 3<>"$2"
            for i in 1 2 3; do read -r -u 3 command; [ "$command" = ping ] || exit 1; done
            cat "$1"
            """, LiveRecorderOptions.ControlPlaceholder);
        await using var recorder = New(fake.Options with { FlushInterval = TimeSpan.FromMilliseconds(5) }, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(FakeRecorder.Recorded(), TraceReading.ReadAll((await recorder.NextSessionAsync())!.Open()).Events);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Nothing_is_left_running_when_the_reader_gives_up_early()
    {
        using var fake = new FakeRecorder("echo $$ > \"$2\"; while cat \"$1\"; do :; done");
        var options = fake.Options with { Command = [.. fake.Options.Command, fake.File1] };
        await using (var recorder = New(options, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            using var reader = (await recorder.NextSessionAsync())!.Open();
            Read(reader, []);
        }

        var pid = int.Parse(await File.ReadAllTextAsync(fake.File1, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        Assert.False(FakeRecorder.IsRunning(pid));
    }

    /// <summary>A test that takes too long stops its recorder, and so ends.</summary>
    private LiveRecorder New(LiveRecorderOptions options, TimeProvider time, CancellationToken timeout)
    {
        var recorder = new LiveRecorder(options, time, _reports.Add);
        timeout.Register(recorder.Stop);
        return recorder;
    }

    private static bool Read(ITraceReader reader, List<KvmEvent> events)
    {
        var piece = new KvmEvent[512];
        var count = reader.Read(piece);
        events.AddRange(piece.AsSpan(0, count));
        return count > 0;
    }
}
