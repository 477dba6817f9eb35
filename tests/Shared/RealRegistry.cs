using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Tests.Shared;

/// <summary>A real schema registry, started from SCHEMA_REGISTRY_HOME for the tests that need one.</summary>
public sealed class RealRegistry : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Base URL, or null where there is none.</summary>
    public string? Url { get; private set; }

    /// <summary>For requests of the tests themselves.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Why <see cref="Url"/> is null.</summary>
    public const string WhyNot = "SCHEMA_REGISTRY_HOME names no unpacked schema registry";

    public async ValueTask InitializeAsync()
    {
        var home = Environment.GetEnvironmentVariable("SCHEMA_REGISTRY_HOME");
        if (string.IsNullOrEmpty(home))
            return;
        var port = FreePort();
        _process = Process.Start(new ProcessStartInfo(Path.Combine(home, "bin", "schema-registry-start.sh"), [$"{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, _) => { }; // read, or the registry would block on a full pipe
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Url = $"http://127.0.0.1:{port}/apis/ccompat/v7";
        await WaitUntilReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { HasExited: false })
            _process.Kill(entireProcessTree: true); // its state is in memory only
        _process?.Dispose();
        return default;
    }

    private async Task WaitUntilReadyAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await IsReadyAsync(deadline.Token))
        {
            Assert.False(_process!.HasExited, "the schema registry ended by itself");
            await poll.WaitForNextTickAsync(deadline.Token);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken deadline)
    {
        try
        {
            using var answer = await Http.GetAsync(Url + "/subjects", deadline);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
