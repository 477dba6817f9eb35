namespace GangExitStream.Tests.Unit.Avro;

/// <summary>Finds files of the source tree from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(here.FullName, "GangExitStream.sln")))
            here = here.Parent ?? throw new DirectoryNotFoundException("GangExitStream.sln is in no folder above the tests.");
        return here.FullName;
    }
}
