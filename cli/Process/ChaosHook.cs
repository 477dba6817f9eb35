using System.Globalization;

namespace GangExitStream.Cli.Process;

/// <summary>
/// For chaos tests only: GANGEXIT_DIE_AT=STEP:N makes the process kill itself (SIGKILL, nothing is flushed) when it comes to that
/// step for the Nth time. Steps of an epoch's commit: begin, produce, offsets, commit, committed; of a rebalance: restore, handover.
/// </summary>
internal static class ChaosHook
{
    public const string Variable = "GANGEXIT_DIE_AT";

    public static Action<string>? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(':') is not [var step, var count])
            return null;
        var left = int.Parse(count, CultureInfo.InvariantCulture);
        return at =>
        {
            if (at == step && Interlocked.Decrement(ref left) == 0)
                System.Diagnostics.Process.GetCurrentProcess().Kill();
        };
    }
}
