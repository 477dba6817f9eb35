using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;

namespace GangExitStream.Tests.Chaos.Host;

/// <summary>
/// Where the processor dies (SIGKILL of itself, nothing is flushed), or an attempt of it fails: when it comes to a step for the Nth
/// time. Steps of an epoch: begin, produce, offsets, commit, committed; of a rebalance: restore, handover.
/// </summary>
internal sealed class FaultPoint(string step, int count, bool dies)
{
    private int _left = count;

    /// <summary>Of "STEP:N".</summary>
    public static FaultPoint Parse(string at, bool dies) =>
        at.Split(':') is [var step, var count] ? new FaultPoint(step, int.Parse(count, CultureInfo.InvariantCulture), dies) : throw new FormatException($"'{at}' is not STEP:N");

    /// <summary>True where it is to fail now.</summary>
    public bool FailsAt(string at)
    {
        if (at != step || Interlocked.Decrement(ref _left) != 0)
            return false;
        if (dies)
            Process.GetCurrentProcess().Kill();
        return true;
    }

    /// <summary>Throws where it is to fail now.</summary>
    public void Reach(string at)
    {
        if (FailsAt(at))
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "a chaos test made it fail"));
    }
}
