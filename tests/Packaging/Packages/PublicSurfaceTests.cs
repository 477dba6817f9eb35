using System.Reflection;
using GangExitStream.Schemas.Records;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using PublicApiGenerator;

namespace GangExitStream.Tests.Packaging.Packages;

/// <summary>
/// What others compile against changes on purpose only. After such a change:
/// <c>GANGEXIT_APPROVE=1 dotnet test -c Release --project tests/Packaging --filter-class '*PublicSurfaceTests'</c>, and look at the diff.
/// </summary>
public sealed class PublicSurfaceTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    [Fact]
    public void Of_the_events_is_the_approved_one() => AssertApproved(typeof(KvmEvent).Assembly);

    [Fact]
    public void Of_the_schemas_is_the_approved_one() => AssertApproved(typeof(RecordSchema).Assembly);

    [Fact]
    public void Of_the_traces_is_the_approved_one() => AssertApproved(typeof(TraceFile).Assembly);

    private static void AssertApproved(Assembly assembly)
    {
        var path = Path.Combine(RepoFiles.Root, "tests", "Packaging", "Packages", $"{assembly.GetName().Name}.approved.txt");
        var actual = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("GANGEXIT_APPROVE") == "1")
            File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
