using GangExitStream.Traces;
using GangExitStream.Traces.Names;

namespace GangExitStream.Producer.Sourcing;

/// <summary>What the user states about a trace: overrides what the trace says, or adds what it does not say.</summary>
public sealed record IdentityOptions
{
    /// <summary>The host name when neither the user nor the trace names one.</summary>
    public const string UnknownHost = "unknown";

    /// <summary>A longer HOSTNAME is cut, in characters; Linux allows 64.</summary>
    private const int LongestHost = 255;

    /// <summary>The host, instead of the trace's HOSTNAME.</summary>
    public string? Host { get; init; }

    /// <summary>The source's name, instead of the one derived from the content.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// Wall time of the first event, used when the trace has no wall clock. In an input with several recordings it applies to the first one only,
    /// because the clocks of the others may have restarted.
    /// </summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>The names of VMs that the user gives.</summary>
    public VmNames VmNames { get; init; } = VmNames.None;

    /// <summary>Returns the name of a running VM by its process id; used for live recordings when the user gives no name.</summary>
    public Func<int, string?>? LiveVmName { get; init; }

    /// <summary>The identity of a trace's source; needs the first event.</summary>
    internal SourceIdentity For(OpenTrace trace, in KvmEvent first) => new(
        Host ?? trace.Live?.Host ?? HostOf(trace.Reader.Info),
        trace.SourceOf(Source, in first),
        trace.Reader.Info.WallClockOffsetNs ?? trace.Live?.WallClockOffsetNs ?? (trace.Part == 1 ? OffsetAt(first.TimeNs) : null));

    /// <summary>A function that returns the name of a host's VM by its process id, or null.</summary>
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

    // A real host name has no slash, but a forged header may, and keys are host/tgid.
    private static string Named(string host) => host.Replace('/', '_');

    private long? OffsetAt(long firstTimeNs) =>
        RecordedAt is { } time ? ((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100) - firstTimeNs : null;
}
