using System.Reflection;
using GangExitStream.Tests.Shared;
using Xunit.v3;

[assembly: HangGuard]

namespace GangExitStream.Tests.Shared;

/// <summary>
/// Ends the whole run, and names the test, where one takes longer than any should: a run that hangs tells nobody anything,
/// and whatever holds it (a blocked native call, say) may not be cancellable.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HangGuardAttribute : BeforeAfterTestAttribute
{
    /// <summary>The longest test, a million mutants, is opt-in and takes its time.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(Environment.GetEnvironmentVariable("GANGEXIT_FUZZ") is null ? 8 : 120);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Timer> Running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Running[test.UniqueID] = new Timer(static name => End((string)name!), test.TestDisplayName, Limit, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Running.TryRemove(test.UniqueID, out var timer))
            timer.Dispose();
    }

    private static void End(string name)
    {
        Console.Error.WriteLine($"hung for {Limit.TotalMinutes:0} min: {name}");
        Environment.Exit(3);
    }
}
