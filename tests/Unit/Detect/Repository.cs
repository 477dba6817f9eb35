namespace GangExitStream.Tests.Unit.Detect;

/// <summary>Files of this repository, found from wherever the tests were built.</summary>
internal static class Repository
{
    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root(), path));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GangExitStream.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must be built inside the repository.");
        return folder.FullName;
    }
}
