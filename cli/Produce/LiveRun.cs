using GangExitStream.Producer;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>Publishes the sessions of a live recorder until stopped, or until the recorder gives up.</summary>
internal sealed class LiveRun(ProduceJob job, RecorderOptions recording, TracePublisher traces, ProduceProgress progress, PublishTally tally, AppIo io)
{
    private const string Name = "live";

    /// <summary>Time after the deadline at which a recorder is killed, to read what it wrote.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private int _sessions;
    private int _exit = ExitCode.Done;

    /// <summary>Runs; returns the exit code of the recording.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (recording.Check() is { } hidden)
            progress.WriteLine(hidden.ToString());
        await using var recorder = recording.Create(io.Time, progress.WriteLine);
        using var losses = new LossWatch(traces.Totals, progress.WriteLine, io.Time);
        using var handOver = new CancellationTokenSource();
        using var onStop = stop.Register(() =>
        {
            recorder.Stop(); // the recorder flushes and its output ends, and the session with end marks
            handOver.CancelAfter(recording.StopDeadline + Grace);
        });
        while (await recorder.NextSessionAsync() is { } session)
        {
            if (!await PublishAsync(session, handOver.Token))
                return ExitCode.Failed;
        }
        if (recorder.Problem is not { } problem)
            return _exit;
        progress.WriteLine(problem.ToString());
        return ExitCode.Failed;
    }

    private async Task<bool> PublishAsync(LiveSession session, CancellationToken handOver)
    {
        var number = ++_sessions;
        progress.Trace = Name;
        var options = job.Read with { Progress = bytes => progress.BytesRead = bytes };
        var end = PublishEnd.Done;
        await foreach (var result in traces.PublishPartsAsync(() => OpenTrace.OfLive(session, number, options), handOver))
        {
            AddResult(result, number);
            end = result.End;
        }
        return end is PublishEnd.Done or PublishEnd.Unreadable;
    }

    private void AddResult(PublishResult result, int session)
    {
        tally.Add(result);
        if (!FailedAtItsStart(result)) // otherwise the recorder's messages give the reason
        {
            foreach (var line in ProduceTexts.Of(result, job.Publish))
                progress.WriteLine($"{ProduceTexts.Name(Name, result)}: {line}");
        }
        // Events between two sessions are missing, even if each session is complete.
        _exit = ExitCode.Worse(_exit, session == 1 && PublishTally.IsWhole(result) ? ExitCode.Done : ExitCode.Damaged);
    }

    private static bool FailedAtItsStart(PublishResult result) =>
        result.Summary is { Events: 0 } summary && summary.Damage.Any(damage => damage.Id == TraceDamageId.Empty);
}
