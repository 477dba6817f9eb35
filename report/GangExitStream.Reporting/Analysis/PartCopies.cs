using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>Finds recordings of an input that have the same events, as two buffers of a trace.dat that were given the same events: a total has them twice.</summary>
public sealed class PartCopies
{
    private const int MaxParts = 4096;

    private readonly HashSet<(long FirstNs, long DurationNs, long GuestExits, long RunCores)> _seen = [];

    /// <summary>Adds a finding to the part if an earlier one has the same number of events from the same first to the same last nanosecond.</summary>
    public void Check(ReportResult part)
    {
        if (part.Span.FirstNs is not { } first || part.Summary.Events < 2 || _seen.Count >= MaxParts)
            return;
        if (!_seen.Add((first, part.Span.DurationNs, part.Summary.GuestExits, part.Summary.RunCores)))
            part.Summary.Add(new TraceDamage(TraceDamageId.Repeated, part.Summary.Bytes, "it has as many events as an earlier part, and the same first and last time: the same events were recorded in two buffers, or the recording is twice in the input. Totals count them twice"));
    }
}
