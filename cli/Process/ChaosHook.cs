using System.Globalization;
using Confluent.Kafka;

namespace GangExitStream.Cli.Process;

/// <summary>
/// For chaos tests only: GANGEXIT_DIE_AT=STEP:N makes the process kill itself (SIGKILL, nothing is flushed) when it comes to that
/// step for the Nth time, GANGEXIT_FAIL_AT=STEP:N makes its attempt fail there. Steps of an epoch's commit: begin, produce,
/// offsets, commit, committed; of a rebalance: restore, handover.
/// </summary>
internal static class ChaosHook
{
    public static readonly string[] Variables = ["GANGEXIT_DIE_AT", "GANGEXIT_FAIL_AT"];

    public static Action<string>? FromEnvironment() => At(Variables[0], Die) ?? At(Variables[1], Fail);

    private static Action<string>? At(string variable, Action act)
    {
        if (Environment.GetEnvironmentVariable(variable)?.Split(':') is not [var step, var count])
            return null;
        var left = int.Parse(count, CultureInfo.InvariantCulture);
        return at =>
        {
            if (at == step && Interlocked.Decrement(ref left) == 0)
                act();
        };
    }

    private static void Die() => System.Diagnostics.Process.GetCurrentProcess().Kill();

    private static void Fail() => throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "a chaos test made it fail"));
}
