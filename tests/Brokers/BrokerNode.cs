using System.Diagnostics;
using System.Text;

namespace GangExitStream.Tests.Brokers;

/// <summary>One broker process, which can be killed, stopped, frozen and started again on the same data.</summary>
public sealed class BrokerNode : IAsyncDisposable
{
    private const int TailBytes = 4096;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private readonly NodeSettings _settings;
    private readonly KafkaScripts _scripts;
    private Process? _process;
    private Watchdog? _watchdog;

    internal BrokerNode(NodeSettings settings, KafkaScripts scripts)
    {
        _settings = settings;
        _scripts = scripts;
    }

    /// <summary>node.id.</summary>
    public int Id => _settings.Id;

    /// <summary>host:port of the plaintext listener.</summary>
    public string Address => _settings.Address(NodeSettings.Plain);

    /// <summary>Whether the process is there (frozen counts).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process id while it is running.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>host:port of another listener (<c>SASL_SSL</c>).</summary>
    public string AddressOf(string listener) => _settings.Address(listener);

    /// <summary>Starts the process; <see cref="KafkaCluster"/> tells when it answers.</summary>
    public void Start()
    {
        if (IsRunning)
            throw new InvalidOperationException($"Broker {Id} is running.");
        Forget();
        _process = _scripts.StartServer(_settings.PropertiesFile, _settings.LogFile);
        _watchdog = new Watchdog(_process.Id, Path.GetDirectoryName(_settings.Folder)!);
    }

    /// <summary>SIGKILL: a crash.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
            _process!.Kill();
        await WaitForExit(CancellationToken.None);
    }

    /// <summary>SIGTERM: a clean stop; killed should it take longer than half a minute.</summary>
    public async Task StopAsync()
    {
        if (!IsRunning)
            return;
        Signals.SendTerminate(ProcessId);
        using var deadline = new CancellationTokenSource(StopTimeout);
        try
        {
            await WaitForExit(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            await KillAsync();
        }
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze() => Signals.SendStop(ProcessId);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signals.SendContinue(ProcessId);

    /// <summary>The length of the broker's log in bytes; it grows over restarts.</summary>
    public long LogLength => File.Exists(_settings.LogFile) ? new FileInfo(_settings.LogFile).Length : 0;

    /// <summary>The end of the broker's log.</summary>
    public string LogTail() => LogFrom(Math.Max(0, LogLength - TailBytes));

    /// <summary>Whether it said, behind a place of its log, that it leaves out markers of a transaction.</summary>
    public bool HasSkippedMarkers(long since) => LogFrom(since).Contains(HangingTransactions.MarkersSkipped, StringComparison.Ordinal);

    /// <summary>The broker's log from a place on.</summary>
    public string LogFrom(long at)
    {
        if (!File.Exists(_settings.LogFile))
            return "(no log)";
        using var file = new FileStream(_settings.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(at, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Forget();
    }

    private Task WaitForExit(CancellationToken cancel) => _process?.WaitForExitAsync(cancel) ?? Task.CompletedTask;

    private void Forget()
    {
        _watchdog?.Dispose();
        _watchdog = null;
        _process?.Dispose();
        _process = null;
    }
}
