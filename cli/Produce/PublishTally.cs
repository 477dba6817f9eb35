using GangExitStream.Producer;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Produce;

/// <summary>What traces, or a live recorder's sessions, come to.</summary>
internal sealed class PublishTally
{
    public long Lost { get; private set; }

    public long Dropped { get; private set; }

    public long Unattributed { get; private set; }

    /// <summary>Recordings, of all inputs.</summary>
    public long Recordings { get; private set; }

    /// <summary>Those that stand behind another one in the same input.</summary>
    public long Parts { get; private set; }

    /// <summary>What the recordings that were read to their end say of gang exits, and how many say so.</summary>
    public SortedDictionary<TraceVerdict, int> Verdicts { get; } = [];

    /// <summary>The worst of them.</summary>
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

    /// <summary>Read to its end, and nothing is missing in it.</summary>
    public static bool IsWhole(PublishResult result) =>
        result is { End: PublishEnd.Done, Refused: 0, Dropped: 0, Summary: { DamageCount: 0, Lost: 0 } };
}
