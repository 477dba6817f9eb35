using GangExitStream.Producer;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Produce;

/// <summary>Totals of published traces, or of a live recorder's sessions.</summary>
internal sealed class PublishTally
{
    public long Lost { get; private set; }

    public long Dropped { get; private set; }

    public long Unattributed { get; private set; }

    /// <summary>Number of recordings in all inputs.</summary>
    public long Recordings { get; private set; }

    /// <summary>Number of recordings that follow another one in the same input.</summary>
    public long Parts { get; private set; }

    /// <summary>Number of recordings by verdict, of those read to their end.</summary>
    public SortedDictionary<TraceVerdict, int> Verdicts { get; } = [];

    /// <summary>The most severe exit code.</summary>
    public int Exit { get; private set; } = ExitCode.Done;

    public void Add(PublishResult result)
    {
        Recordings++;
        Parts += result.Part > 1 ? 1 : 0;
        if (ProduceTexts.VerdictOf(result) is { } verdict)
            Verdicts[verdict] = Verdicts.GetValueOrDefault(verdict) + 1;
        Lost += result.Summary?.Lost ?? 0;
        Dropped += result.Dropped;
        Unattributed += result.Unattributed;
        Exit = ExitCode.Worse(Exit, result.End != PublishEnd.Done ? ExitCode.Failed : IsWhole(result) ? ExitCode.Done : ExitCode.Damaged);
    }

    /// <summary>Whether a recording was read to its end and nothing is missing.</summary>
    public static bool IsWhole(PublishResult result) =>
        result is { End: PublishEnd.Done, Refused: 0, Dropped: 0, Summary: { DamageCount: 0, Lost: 0 } };
}
