using System.Text;
using GangExitStream.Cli;
using GangExitStream.Kafka;

namespace GangExitStream.Tests.Integration;

/// <summary>The result of one run of the tool.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error);

/// <summary>Runs the tool in this process, or the executable that <see cref="ToolVariables.Executable"/> names.</summary>
internal static class GangExit
{
    /// <summary>No run of a test takes so long, not even on a busy machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static Task<ToolRun> RunAsync(params string[] args) => RunAsync(args, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>A command line that names the brokers and topics of a test.</summary>
    public static string[] Line(KafkaOptions kafka, params string[] args) =>
        [.. args, "--bootstrap-server", kafka.BootstrapServers, "--topic-prefix", kafka.TopicPrefix];

    /// <summary>With the brokers and topics of a test.</summary>
    public static Task<ToolRun> RunAsync(KafkaOptions kafka, params string[] args) => RunAsync(Line(kafka, args));

    /// <summary>The same; fails the test where it doesn't end well.</summary>
    public static async Task<ToolRun> DoneAsync(KafkaOptions kafka, params string[] args)
    {
        var run = await RunAsync(kafka, args);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        return run;
    }

    public static async Task<ToolRun> RunAsync(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        if (ToolVariables.Executable is not null)
            return await RunExecutableAsync(args, environment);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var io = new AppIo { Output = output, Error = error, OpenInput = () => Stream.Null, Variables = ToolVariables.With(environment) };
        var exit = await App.RunAsync(args, io).WaitAsync(Deadline);
        return new ToolRun(exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private static async Task<ToolRun> RunExecutableAsync(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        using var tool = ToolProcess.Start(args, environment); // killed at its own deadline
        return await tool.EndAsync(CancellationToken.None);
    }
}
