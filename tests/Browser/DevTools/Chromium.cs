using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GangExitStream.Tests.Browser.DevTools;

/// <summary>A headless Chromium of this machine, driven through its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/).</summary>
public sealed partial class Chromium : IAsyncDisposable
{
    /// <summary>The executable, where it isn't in the path under one of its names.</summary>
    public const string Variable = "GANGEXIT_TEST_CHROMIUM";

    public const string WhyNot = $"no Chromium here (Debian: apt-get install chromium, or {Variable}=PATH)";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome-headless-shell"];

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;

    private Chromium(Process process, DirectoryInfo profile, DevToolsConnection connection) => (_process, _profile, Connection) = (process, profile, connection);

    /// <summary>The executable; null where there is none.</summary>
    public static string? Path => Find();

    internal DevToolsConnection Connection { get; }

    public static async Task<Chromium> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("gangexit-chromium-");
        var start = new ProcessStartInfo(Path!) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var address = await AddressAsync(process).WaitAsync(StartTimeout);
        return new Chromium(process, profile, await DevToolsConnection.OpenAsync(address));
    }

    /// <summary>A tab of its own.</summary>
    public Task<BrowserPage> NewPageAsync(int width = 1280, int height = 1000, bool dark = false) => BrowserPage.OpenAsync(Connection, width, height, dark);

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // a child that is still ending writes into it
        }
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardError.ReadToEndAsync();
                return new Uri(match.Groups[1].Value);
            }
        }
        throw new InvalidOperationException("Chromium ended before it listened.");
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return given;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return Names
            .SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    [GeneratedRegex("DevTools listening on (ws://\\S+)")]
    private static partial Regex Listening();
}
