using GangExitStream.Producer;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>Publishes what a recorder records, session after session, until we are told to stop or it has no use.</summary>
internal sealed class LiveRun(ProduceJob job, RecorderOptions recording, TracePublisher traces, ProduceProgress progress, PublishTally tally, AppIo io)
{
    private const string Name = "live";

    /// <summary>Beyond the deadline at which a recorder that doesn't end is killed: what it wrote is then read to its end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private int _sessions;
    private int _exit = ExitCode.Done;

    /// <summary>Runs it; the exit code as far as the recording goes.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (recording.Check() is { } hidden)
            progress.WriteLine(hidden.ToString());
        await using var recorder = recording.Create(io.Time, progress.WriteLine);
        using var losses = new LossWatch(traces.Totals, progress.WriteLine, io.Time);
        using var handOver = new CancellationTokenSource();
        using var onStop = stop.Register(() =>
        {
            recorder.Stop(); // it flushes, its output ends, and so does the session, with end marks
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
            Take(result, number);
            end = result.End;
        }
        return end is PublishEnd.Done or PublishEnd.Unreadable;
    }

    private void Take(PublishResult result, int session)
    {
        tally.Add(result);
        if (!FailedAtItsStart(result)) // the recorder's own words say why
        {
            foreach (var line in ProduceTexts.Of(result, job.Publish))
                progress.WriteLine($"{ProduceTexts.Name(Name, result)}: {line}");
        }
        // What is missed between two sessions is missing, however whole each of them is.
        _exit = ExitCode.Worse(_exit, session == 1 && PublishTally.IsWhole(result) ? ExitCode.Done : ExitCode.Damaged);
    }

    private static bool FailedAtItsStart(PublishResult result) =>
        result.Summary is { Events: 0 } summary && summary.Damage.Any(damage => damage.Id == TraceDamageId.Empty);
}
