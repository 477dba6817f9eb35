namespace GangExitStream.Producer.Live;

/// <summary>Host, source and clock offset of a session's events.</summary>
/// <param name="Host">This host's name, equal to perf's HOSTNAME.</param>
/// <param name="Source">
/// Boot id, a dash, and the session's start in nanoseconds since boot, which is unique within a boot, unlike wall time. Every session is a
/// source of its own: events between sessions are not recorded, and sequence numbers start again.
/// </param>
/// <param name="WallClockOffsetNs">Wall time minus trace time at the start, in nanoseconds; null: the command's clock can't be read here.</param>
public sealed record LiveIdentity(string Host, string Source, long? WallClockOffsetNs)
{
    /// <summary>The identity of a session that starts now.</summary>
    public static LiveIdentity Now(RecorderClock clock, TimeProvider time)
    {
        var sinceBoot = LiveClock.MonotonicNs(time);
        return new LiveIdentity(ReadLine("/proc/sys/kernel/hostname"), $"{ReadLine("/proc/sys/kernel/random/boot_id")}-{sinceBoot}", LiveClock.OffsetNs(clock, time));
    }

    private static string ReadLine(string path) => File.ReadAllText(path).Trim();
}
