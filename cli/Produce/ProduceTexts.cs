using System.Globalization;
using GangExitStream.Producer;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>The messages of <c>produce</c> about a trace.</summary>
internal static class ProduceTexts
{
    private const int MostHcalls = 8;

    /// <summary>The trace's name, with the number of the recording from the second on.</summary>
    public static string Name(string trace, PublishResult result) =>
        result.Part == 1 ? PlainText.Clean(trace) : string.Create(CultureInfo.InvariantCulture, $"{PlainText.Clean(trace)}, part {result.Part}");

    /// <summary>The recording's verdict; null: not read to its end.</summary>
    public static TraceVerdict? VerdictOf(PublishResult result) =>
        result is { Info: { } info, Summary: { } summary } ? TraceVerdicts.Of(info, summary, result.MostThreads) : null;

    /// <summary>The problems of a trace, and how reading ended.</summary>
    public static IEnumerable<string> Of(PublishResult result, PublishOptions options)
    {
        foreach (var line in result.Summary is { } summary ? Damage(summary) : [])
            yield return line;
        if (VerdictOf(result) is { } verdict && ReportTexts.Of(verdict, result.Summary!) is { } text)
            yield return text;
        if (result.Source is { Host: IdentityOptions.UnknownHost } && options.Identity.Host is null)
            yield return $"the trace doesn't name its host; published as '{IdentityOptions.UnknownHost}', give --host";
        if (result is { Part: > 1, Source.WallClockOffsetNs: null } && options.Identity.RecordedAt is not null)
            yield return "--recorded-at is the time of the input's first recording; this one's wall time isn't known";
        if (result.Refused > 0)
            yield return $"{Number(result.Refused)} events weren't published: the trace has more than {Number(result.Vms)} VMs";
        if (result.Dropped > 0)
            yield return $"{Number(result.Dropped)} events were dropped: Kafka didn't take them in time";
        if (result.Unattributed > 0)
            yield return $"{Number(result.Unattributed)} guest exits weren't published: the trace has no VM for them";
        if (result.End == PublishEnd.Interrupted)
            yield return "interrupted: what had been read was handed over; publish the trace again for the rest";
    }

    /// <summary>The closing line without its first word.</summary>
    public static string Totals(PublishTotals totals, PublishTally tally, TimeSpan elapsed)
    {
        var rate = totals.Events / Math.Max(elapsed.TotalSeconds, 1e-3);
        return string.Create(CultureInfo.InvariantCulture,
            $"{totals.Events:N0} events in {totals.Batches:N0} batches, {totals.Bytes:N0} bytes, {elapsed.TotalSeconds:0.0} s ({rate:N0} events/s); lost {tally.Lost:N0}, dropped {tally.Dropped:N0}, unattributed {tally.Unattributed:N0}") + Verdicts(tally) + Recordings(tally) + Hcalls(totals.Hcalls.All);
    }

    /// <summary>Before the totals, where Kafka hasn't confirmed all of it.</summary>
    public static string Part(long delivered, PublishTotals totals) =>
        string.Create(CultureInfo.InvariantCulture, $"only {delivered:N0} of {totals.Batches:N0} batches; read: ");

    private static string Verdicts(PublishTally tally) => tally.Verdicts.Count switch
    {
        0 => "",
        1 when tally.Recordings == 1 => $"; verdict {TraceVerdicts.Name(tally.Verdicts.Keys.First())}",
        _ => $"; verdicts {string.Join(", ", tally.Verdicts.Select(verdict => string.Create(CultureInfo.InvariantCulture, $"{TraceVerdicts.Name(verdict.Key)} {verdict.Value}")))}",
    };

    private static string Recordings(PublishTally tally) =>
        tally.Parts == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {tally.Recordings:N0} recordings, {tally.Parts:N0} of them behind another in the same input, each a source of its own");

    private static string Hcalls(IReadOnlyList<(string Hcall, long Count)> hcalls)
    {
        if (hcalls.Count == 0)
            return "";
        var names = hcalls.Take(MostHcalls).Select(static hcall => string.Create(CultureInfo.InvariantCulture, $"{hcall.Hcall} {hcall.Count:N0}"));
        return $"; hcalls: {string.Join(", ", names)}" + (hcalls.Count > MostHcalls ? string.Create(CultureInfo.InvariantCulture, $" and {hcalls.Skip(MostHcalls).Sum(static hcall => hcall.Count):N0} others") : "");
    }

    private static IEnumerable<string> Damage(TraceSummary summary)
    {
        foreach (var damage in summary.Damage)
            yield return damage.ToString();
        if (summary.DamageCount > summary.Damage.Count)
            yield return $"(and {Number(summary.DamageCount - summary.Damage.Count)} more)";
        if (summary.Lost > 0)
            yield return $"{Number(summary.Lost)} samples were lost by the recorder";
        if (summary.OutOfOrder > 0)
            yield return $"{Number(summary.OutOfOrder)} events came out of order";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
