using GangExitStream.Cli.Telemetry;
using GangExitStream.Dashboard.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Log = GangExitStream.Processor.Kafka.Log;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>The lines of the processor's life: programs that read the log rely on the events' and the fields' names.</summary>
public sealed class ProcessLogTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 3, 1, 14, 30, 5, 120, TimeSpan.Zero));

    [Fact]
    public void Text_has_the_names_that_are_documented() => Assert.Equal(
        [
            "info  assigned partitions=0,1",
            "info  kept partitions=2",
            "info  restored partition=1 vms=0 ms=3",
            "info  restored partition=1 committed_offset=8 vms=5 ms=3",
            "warn  half_committed id=GX5043 partition=1 committed_offset=8 changelog_offset=9 error=\"a b\" next=c",
            "warn  unreadable id=GX5044 partition=1 offset=8 last_offset=9 error=e next=n",
            "warn  replaced id=GX5023 partition=1 first_offset=0 error=e next=n",
            "warn  expired id=GX5045 partition=1 committed_offset=8 first_offset=9 error=e next=n",
            "warn  leaderless id=GX5032 partition=\"t [1]\" error=e next=n",
            "info  leaders_back",
            "info  handed_over partitions=0",
            "info  first_commit batches=1 records=2",
            "info  stopping reason=\"asked to\"",
            "info  last_commit",
            "warn  attempt_failed reason=r error=e retry_in_ms=200",
            "warn  attempt_failed reason=r id=GX5042 error=e retry_in_ms=200 next=n",
            "warn  abort_failed error=e next=n",
            "info  fenced transactional_id=t",
            "warn  fence_failed error=e next=n",
            "warn  left_behind what=w waited_s=15",
            "warn  left_behind what=w until=u",
            "info  closed_late what=w",
            "warn  close_failed what=w error=e",
        ],
        Lines(LogFormat.Text).Select(static line => line["2026-03-01T14:30:05.120Z ".Length..]));

    [Fact]
    public void Json_has_numbers_as_numbers() => Assert.Contains(
        """{"ts":"2026-03-01T14:30:05.120Z","level":"info","event":"restored","partition":1,"committed_offset":8,"vms":5,"ms":3}""", Lines(LogFormat.Json));

    private static string[] Lines(LogFormat format)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var logging = LineLogging.Create(error, format, Time);
        WriteAll(logging.CreateLogger("test"));
        return error.ToString().TrimEnd('\n').Split('\n');
    }

    private static void WriteAll(ILogger logger)
    {
        Log.Assigned(logger, "0,1");
        Log.Kept(logger, "2");
        Log.Restored(logger, 1, committedOffset: null, 0, 3);
        Log.Restored(logger, 1, 8, 5, 3);
        Log.HalfCommitted(logger, "GX5043", 1, 8, 9, "a b", "c");
        Log.Unreadable(logger, "GX5044", 1, 8, 9, "e", "n");
        Log.Replaced(logger, "GX5023", 1, 0, "e", "n");
        Log.Expired(logger, "GX5045", 1, 8, 9, "e", "n");
        Log.Leaderless(logger, "GX5032", "t [1]", "e", "n");
        Log.LeadersBack(logger);
        Log.HandedOver(logger, "0");
        Log.FirstCommit(logger, 1, 2);
        Log.Stopping(logger, "asked to");
        Log.LastCommit(logger);
        Log.AttemptFailed(logger, "r", id: null, "e", 200, next: null);
        Log.AttemptFailed(logger, "r", "GX5042", "e", 200, "n");
        Log.AbortFailed(logger, "e", "n");
        Log.Fenced(logger, "t");
        Log.FenceFailed(logger, "e", "n");
        Log.LeftBehind(logger, "w", 15, until: null);
        Log.LeftBehind(logger, "w", waitedS: null, "u");
        Log.ClosedLate(logger, "w");
        Log.CloseFailed(logger, "w", "e");
    }
}
