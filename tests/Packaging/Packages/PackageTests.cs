using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Packaging.Packages;

/// <summary>What <c>dotnet pack</c> makes of the projects that were built for these tests.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Version = "0.0.0-test";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly string _folder = Directory.CreateTempSubdirectory("gangexit-packages-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tool_installs_from_a_folder_and_runs()
    {
        await PackAsync("cli");
        await RunAsync("dotnet", "tool", "install", "gangexit", "--version", Version, "--tool-path", Path.Combine(_folder, "tools"), "--source", _folder);
        string[] report = ["report", RepoFiles.Trace("small.perf.data"), "--format", "json"];
        Assert.Equal((await GangexitRun.Of(report)).Output, await RunAsync(Path.Combine(_folder, "tools", "gangexit"), report));
    }

    [Theory]
    [InlineData("schemas/GangExitStream.Events")]
    [InlineData("schemas/GangExitStream.Schemas")]
    [InlineData("producer/GangExitStream.Traces")]
    public async Task A_library_has_its_documentation_and_says_what_it_is(string project)
    {
        await PackAsync(project);
        var name = Path.GetFileName(project);
        await using var package = await ZipFile.OpenReadAsync(Path.Combine(_folder, $"{name}.{Version}.nupkg"), Cancel);
        var entries = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"lib/net10.0/{name}.dll", entries);
        Assert.Contains($"lib/net10.0/{name}.xml", entries);
        Assert.Contains("PACKAGE.md", entries);
        await using var stream = await package.GetEntry($"{name}.nuspec")!.OpenAsync(Cancel);
        var nuspec = await XDocument.LoadAsync(stream, LoadOptions.None, Cancel);
        Assert.NotEqual("Package Description", nuspec.Descendants().Single(element => element.Name.LocalName == "description").Value);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<string> PackAsync(string project) => RunAsync(
        "dotnet", "pack", Path.Combine(RepoFiles.Root, project), "--no-build", "-c", Configuration, $"-p:PackageVersion={Version}", "-o", _folder);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(Deadline);
        using var end = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{await output}{await error}");
        return await output;
    }
}
