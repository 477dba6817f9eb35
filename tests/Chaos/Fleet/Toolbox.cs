using System.Globalization;
using GangExitStream.Tests.Chaos.Check;
using GangExitStream.Tests.Chaos.Host;

namespace GangExitStream.Tests.Chaos.Fleet;

/// <summary>Exit codes that this program looks at.</summary>
internal static class ToolExit
{
    /// <summary>128 + SIGKILL.</summary>
    public const int Killed = 137;
}

/// <summary>Starts the tool against the run's brokers; what it says is kept in the run's folder.</summary>
internal sealed record Toolbox(string Tool, string BootstrapServers, string Logs, string Prefix = "")
{
    /// <summary>Client properties of processors.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];

    /// <summary>Processors are static members of their group.</summary>
    public bool StaticMembers { get; init; }

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public ToolProcess Start(string name, IEnumerable<string> arguments) => ToolProcess.Start(Tool, name, Logs, WithBrokers(arguments));

    /// <summary>Starts this program's own host of the processor: <see cref="FaultyProcess"/>.</summary>
    public ToolProcess StartFaulty(string name, string fault, string at, IEnumerable<string> more) =>
        ToolProcess.Start(typeof(Toolbox).Assembly.Location, name, Logs, WithBrokers([FaultyProcess.Name, fault, at, .. more]));

    /// <summary>The arguments that make a processor the static member of that number.</summary>
    public IEnumerable<string> MemberId(int id) => StaticMembers ? ["-X", string.Create(CultureInfo.InvariantCulture, $"group.instance.id=chaos-{id}")] : [];

    /// <summary>Runs it to its end, which must be one of the given codes; returns its stdout's lines.</summary>
    public async Task<string[]> RunAsync(string name, IEnumerable<string> arguments, params int[] good)
    {
        await using var process = Start(name, arguments);
        var exit = await process.WaitAsync(Patience);
        if (exit is { } code && (good.Contains(code) || (good.Length == 0 && code == 0)))
            return await File.ReadAllLinesAsync(process.OutputFile);
        throw new ChaosException($"{name} ended with {exit?.ToString(CultureInfo.InvariantCulture) ?? "nothing in minutes"}: {process.ErrorText()}");
    }

    /// <summary>What <c>report</c> says of traces, in their order. 3: with losses.</summary>
    public async Task<IEnumerable<IReadOnlyDictionary<int, VmCounts>>> RunReportAsync(IEnumerable<string> traces)
    {
        await using var process = ToolProcess.Start(Tool, "report", Logs, ["report", "--format", "json", .. traces]);
        return await process.WaitAsync(Patience) is 0 or 3
            ? (await File.ReadAllLinesAsync(process.OutputFile)).Select(OutputJson.Report)
            : throw new ChaosException($"report failed: {process.ErrorText()}");
    }

    private IEnumerable<string> WithBrokers(IEnumerable<string> arguments) =>
        [.. arguments, "--bootstrap-server", BootstrapServers, .. Prefixed, .. arguments.First() == FaultyProcess.Name ? Properties.SelectMany(static property => new[] { "-X", property }) : []];

    private string[] Prefixed => Prefix.Length == 0 ? [] : ["--topic-prefix", Prefix];
}

/// <summary>What must not happen did.</summary>
internal sealed class ChaosException(string message) : Exception(message);
