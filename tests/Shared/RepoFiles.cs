namespace GangExitStream.Tests.Shared;

/// <summary>The repository's own files, found from wherever the tests run.</summary>
internal static class RepoFiles
{
    public static string Root { get; } = FindRoot();

    public static string Trace(string name) =>
        name.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Root, name) : Path.Combine(Root, "tests", "traces", name);

    public static string PerfCase(string name) => Path.Combine(Root, "tests", "Cases", "Perf", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GangExitStream.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("GangExitStream.sln");
        return folder.FullName;
    }
}
