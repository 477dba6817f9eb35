namespace GangExitStream.Tests.Shared;

/// <summary>Where the recordings are.</summary>
internal static class Recordings
{
    private static readonly DirectoryInfo Root = FindRoot();

    public static string Folder => Path.Combine(Root.FullName, "tests", "traces");

    public static string Sample => Path.Combine(Root.FullName, "samples", "power8-smt4.perf.data");

    /// <summary>A path of <c>tests/traces</c>, or of <c>samples</c>.</summary>
    public static string PathOf(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? path : Path.Combine(Root.FullName, "samples", name);
    }

    /// <summary>Every perf.data that holds our events.</summary>
    public static IEnumerable<string> AllPerfData() =>
        Directory.GetFiles(Folder, "*.perf.data").Select(path => Path.GetFileName(path)!).Append("power8-smt4.perf.data")
            .Where(name => name != "sched-only.perf.data").Order(StringComparer.Ordinal);

    /// <summary>Of a recording: look-alikes have another one.</summary>
    public static string SystemOf(string name) => name.StartsWith("ppc64be-uprobe", StringComparison.Ordinal) ? "kvm_hv_sim" : "kvm_hv";

    private static DirectoryInfo FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GangExitStream.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("GangExitStream.sln");
        return folder;
    }
}
