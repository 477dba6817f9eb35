using GangExitStream.Traces;
using GangExitStream.Traces.Names;

namespace GangExitStream.Producer.Sourcing;

/// <summary>What the user says of a trace, where he knows better or the trace doesn't know.</summary>
public sealed record IdentityOptions
{
    /// <summary>The host where neither the user nor the trace names one.</summary>
    public const string UnknownHost = "unknown";

    /// <summary>Longest HOSTNAME that is believed, in characters; Linux has 64.</summary>
    private const int LongestHost = 255;

    /// <summary>The host, in place of the trace's HOSTNAME.</summary>
    public string? Host { get; init; }

    /// <summary>The source's name, in place of the one derived from the content.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// Wall time of the first event, where the trace doesn't know the wall clock. Of an input with several recordings it is the first one's:
    /// the others' clocks may have begun anew.
    /// </summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>The VMs' names that the user gives.</summary>
    public VmNames VmNames { get; init; } = VmNames.None;

    /// <summary>Names of VMs that run now, by process id: for live recordings, where the user gives none.</summary>
    public Func<int, string?>? LiveVmName { get; init; }

    /// <summary>Puts together what is known when the first event is there.</summary>
    internal SourceIdentity For(OpenTrace trace, in KvmEvent first) => new(
        Host ?? trace.Live?.Host ?? HostOf(trace.Reader.Info),
        trace.SourceOf(Source, in first),
        trace.Reader.Info.WallClockOffsetNs ?? trace.Live?.WallClockOffsetNs ?? (trace.Part == 1 ? OffsetAt(first.TimeNs) : null));

    /// <summary>Names of a host's VMs, by process id.</summary>
    internal Func<int, string?> NamesFor(OpenTrace trace, string host)
    {
        var live = trace.Live is null ? null : LiveVmName;
        return tgid => VmNames.Find(host, tgid) ?? live?.Invoke(tgid);
    }

    private static string HostOf(TraceInfo info) => info.Host switch
    {
        null or "" => UnknownHost,
        { Length: > LongestHost } host => Named(host[..LongestHost]),
        var host => Named(host),
    };

    // No host is called so, but a header can say so; keys are host/tgid.
    private static string Named(string host) => host.Replace('/', '_');

    private long? OffsetAt(long firstTimeNs) =>
        RecordedAt is { } time ? ((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100) - firstTimeNs : null;
}
