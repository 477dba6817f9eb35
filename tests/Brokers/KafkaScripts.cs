using System.Diagnostics;

namespace GangExitStream.Tests.Brokers;

/// <summary>The scripts in KAFKA_HOME/bin. Their output goes to a file, so that no pipe can fill up.</summary>
internal sealed class KafkaScripts(ClusterOptions options)
{
    // The shell becomes the script and the script becomes java: the process id stays that of the broker.
    private const string ToFile = "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null";

    public Process StartServer(string properties, string logFile) =>
        Start("kafka-server-start.sh", [properties], logFile, $"-Xms128m -Xmx{options.HeapMegabytes}m");

    public async Task FormatAsync(string properties, string clusterId, string logFile, CancellationToken cancel)
    {
        string[] arguments = ["format", "-t", clusterId, "-c", properties, .. options.FormatArguments];
        using var process = Start("kafka-storage.sh", arguments, logFile, "-Xmx128m -XX:TieredStopAtLevel=1");
        using var watchdog = new Watchdog(process.Id, Path.GetDirectoryName(Path.GetDirectoryName(logFile))!);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"kafka-storage.sh format failed:\n{await File.ReadAllTextAsync(logFile, cancel)}");
    }

    /// <summary>Runs one of Kafka's tools to its end, and returns what it printed.</summary>
    public async Task<string> RunAsync(string script, string[] arguments, string folder, CancellationToken cancel)
    {
        var output = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(script)}-{Guid.NewGuid():N}.log");
        using var process = Start(script, arguments, output, "-Xmx128m -XX:TieredStopAtLevel=1");
        using var watchdog = new Watchdog(process.Id, folder);
        await process.WaitForExitAsync(cancel);
        var printed = await File.ReadAllTextAsync(output, cancel);
        return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} failed:\n{printed}");
    }

    private Process Start(string script, IEnumerable<string> arguments, string logFile, string heap)
    {
        var path = Path.Combine(options.KafkaHome, "bin", script);
        if (!File.Exists(path))
            throw new FileNotFoundException($"KAFKA_HOME has no bin/{script}; it must be an unpacked Apache Kafka 4.", path);
        var start = new ProcessStartInfo("/bin/sh", ["-c", ToFile, script, logFile, path, .. arguments]);
        start.Environment["KAFKA_HEAP_OPTS"] = heap;
        start.Environment["KAFKA_OPTS"] = options.JvmOptions;
        start.Environment["LOG_DIR"] = Path.GetDirectoryName(logFile);
        return Process.Start(start)!;
    }
}
