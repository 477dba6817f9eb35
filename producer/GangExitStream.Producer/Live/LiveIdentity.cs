namespace GangExitStream.Producer.Live;

/// <summary>Whose events a session's are, and what its clock is worth.</summary>
/// <param name="Host">This host's name as perf writes it into HOSTNAME, too.</param>
/// <param name="Source">
/// Boot id, a dash, and the session's start in nanoseconds since boot. Every session is a source of its own: what a recorder
/// missed between two of them nobody knows, and the sequence numbers begin anew. Unlike wall time, the start never repeats within a boot.
/// </param>
/// <param name="WallClockOffsetNs">Wall time = trace time + this, measured at the start; null where the command's clock isn't one that we can read.</param>
public sealed record LiveIdentity(string Host, string Source, long? WallClockOffsetNs)
{
    /// <summary>The identity of a session that starts now.</summary>
    public static LiveIdentity Now(TraceClock clock, TimeProvider time)
    {
        var sinceBoot = LiveClock.MonotonicNs(time);
        return new LiveIdentity(ReadLine("/proc/sys/kernel/hostname"), $"{ReadLine("/proc/sys/kernel/random/boot_id")}-{sinceBoot}", LiveClock.OffsetNs(clock, time));
    }

    private static string ReadLine(string path) => File.ReadAllText(path).Trim();
}
