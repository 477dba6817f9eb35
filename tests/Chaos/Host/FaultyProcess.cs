using System.CommandLine;
using System.Globalization;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Processor.Kafka;
using GangExitStream.Registry;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Tests.Chaos.Host;

/// <summary>The product's processor in a host of this program's own, which puts a fault around its parts.</summary>
internal static class FaultyProcess
{
    /// <summary>The command's name.</summary>
    public const string Name = "process";

    /// <summary>It dies at its step.</summary>
    public const string DiesAt = "--dies-at";

    /// <summary>An attempt of it fails there.</summary>
    public const string FailsAt = "--fails-at";

    /// <summary>Client properties.</summary>
    public static Option<string[]> Properties() => new("-X") { Description = "A client property of the processors, key=value; repeatable" };

    public static Command Command()
    {
        var dies = new Option<string?>(DiesAt) { Description = "STEP:N: kills itself there" };
        var fails = new Option<string?>(FailsAt) { Description = "STEP:N: an attempt fails there" };
        var servers = new Option<string>("--bootstrap-server") { Required = true };
        var prefix = new Option<string>("--topic-prefix") { DefaultValueFactory = _ => "" };
        var atEnd = new Option<bool>("--exit-at-end");
        var properties = Properties();
        var command = new Command(Name, "A processor with a fault.") { dies, fails, servers, prefix, atEnd, properties };
        command.SetAction(async (line, cancel) =>
        {
            var at = line.GetValue(dies);
            var fault = FaultPoint.Parse(at ?? line.GetValue(fails) ?? throw new FormatException($"{DiesAt} or {FailsAt}"), at is not null);
            var kafka = new KafkaOptions
            {
                BootstrapServers = line.GetValue(servers)!,
                TopicPrefix = line.GetValue(prefix)!,
                ClientProperties = ClientProperties.From(null, line.GetValue(properties) ?? []).Values,
            };
            await RunAsync(kafka, line.GetValue(atEnd), fault, cancel);
        });
        return command;
    }

    private static async Task RunAsync(KafkaOptions kafka, bool exitAtEnd, FaultPoint fault, CancellationToken cancel)
    {
        using var logging = new EventLog(Say);
        var options = new RunOptions
        {
            Kafka = kafka,
            ExitAtEnd = exitAtEnd,
            NativeProduce = Environment.GetEnvironmentVariable("GANGEXIT_NATIVE_PRODUCE") != "off", // as `process` reads it
            Logger = logging.CreateLogger(Name),
            Processor = new ProcessorOptions { CommitInterval = TimeSpan.FromMilliseconds(100) },
        };
        var parts = new ProcessParts
        {
            Clients = new FaultyClients(new KafkaClients(options), fault),
            Committer = transactions => new FaultyCommitter(transactions, fault),
        };
        try
        {
            await new ProcessRunner(options, parts, Writers(), await PartitionsAsync(kafka, cancel), TimeProvider.System).RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Told to stop before it had begun: as good an end as any.
        }
    }

    /// <summary>As `process` reads it; this host writes without the registry, so that a changelog has both framings.</summary>
    private static IReadOnlyList<IWriterSchemas> Writers() => Environment.GetEnvironmentVariable("GANGEXIT_SCHEMA_REGISTRY") is { Length: > 0 } urls
        ? [new ReleasedSchemas(), new ConfluentRegistry(new RegistryOptions { Urls = RegistryUrls.TryParse(urls)! })]
        : [new ReleasedSchemas()];

    private static async Task<IReadOnlyDictionary<string, int>> PartitionsAsync(KafkaOptions kafka, CancellationToken cancel)
    {
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var found = await BrokerWait.CheckAsync(admin, new TopicPlan(kafka.Topics, TopicNames.DefaultGroup).All, static _ => { }, static () => { }, cancel);
        return found.Topics.ToDictionary(topic => topic.Name, topic => topic.Partitions, StringComparer.Ordinal);
    }

    /// <summary>As the tool's log: time, level, event, facts.</summary>
    private static void Say(LogLevel level, string text) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {level} {text}"));
}
