using System.Diagnostics;

namespace GangExitStream.Tests.Shared;

/// <summary>
/// What code allocates once it is compiled for good. Before that even code that allocates nothing may box a value, and on a
/// busy machine the JIT takes its time; so this measures again until little enough is allocated, or until that is certain not
/// to come.
/// </summary>
internal static class Allocations
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The fewest bytes that a call has allocated on this thread.</summary>
    public static long Of(Action action) => Of(() => action, enough: 0);

    /// <summary>The fewest bytes that a call has allocated on this thread, without those of preparing it.</summary>
    public static long Of(Func<Action> prepare, long enough)
    {
        var least = long.MaxValue;
        var start = Stopwatch.GetTimestamp();
        do
        {
            var action = prepare();
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        while (least > enough && Stopwatch.GetElapsedTime(start) < Patience);
        return least;
    }
}
