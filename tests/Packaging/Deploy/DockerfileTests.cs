using System.Xml.Linq;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Packaging.Deploy;

/// <summary>The image is built only where Docker is; that its build finds every project is checked here.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Dockerfile = File.ReadAllLines(Path.Combine(RepoFiles.Root, "Dockerfile"));
    private static readonly string[] Context = File.ReadAllLines(Path.Combine(RepoFiles.Root, ".dockerignore"));

    public static TheoryData<string> Folders => [.. ProjectFolders()];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_project_of_the_tool_is_restored_and_in_the_build_context(string folder)
    {
        Assert.Contains($"COPY {folder}/*.csproj {folder}/", Dockerfile);
        Assert.Contains($"!{folder.Split('/')[0]}", Context);
    }

    [Fact]
    public void What_the_Dockerfile_copies_is_there()
    {
        var sources = Dockerfile.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Exists(source), source));
    }

    private static bool Exists(string source) => source.EndsWith("*.csproj", StringComparison.Ordinal)
        ? Directory.EnumerateFiles(Path.Combine(RepoFiles.Root, Path.GetDirectoryName(source)!), "*.csproj").Any()
        : Path.Exists(Path.Combine(RepoFiles.Root, source));

    /// <summary>Folders of the projects that the tool consists of, relative to the root.</summary>
    private static IEnumerable<string> ProjectFolders()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(["cli/GangExitStream.Cli.csproj"]);
        while (open.TryDequeue(out var project))
        {
            if (!found.Add(Path.GetDirectoryName(project)!))
                continue;
            foreach (var reference in XDocument.Load(Path.Combine(RepoFiles.Root, project)).Descendants("ProjectReference"))
            {
                var path = Path.GetFullPath(Path.Combine(RepoFiles.Root, Path.GetDirectoryName(project)!, (string)reference.Attribute("Include")!));
                open.Enqueue(Path.GetRelativePath(RepoFiles.Root, path));
            }
        }
        return found.Order(StringComparer.Ordinal);
    }
}
