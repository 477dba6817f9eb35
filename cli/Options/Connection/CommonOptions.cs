using System.CommandLine;
using System.CommandLine.Parsing;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Registry;

namespace GangExitStream.Cli.Options.Connection;

/// <summary>The options of every command that connects to Kafka.</summary>
internal sealed class CommonOptions
{
    private readonly Dictionary<Command, Action<ClientTrial, Settings>> _trials = [];

    public CommonOptions()
    {
        BootstrapServer.Validators.Add(CheckBootstrap);
        SchemaRegistry.Validators.Add(CheckRegistry);
    }

    /// <summary>Addresses of the brokers.</summary>
    public Option<string?> BootstrapServer { get; } = new DerivedOption<string?>("--bootstrap-server", "Kafka brokers, host:port separated by commas", KafkaOptions.DefaultBootstrapServers)
    {
        HelpName = "B",
        Recursive = true,
    };

    /// <summary>Prefix of all topics' names.</summary>
    public Option<string?> TopicPrefix { get; } = new("--topic-prefix")
    {
        Description = "What every topic's name starts with",
        HelpName = "P",
        Recursive = true,
    };

    /// <summary>URLs of the schema registry; given: Confluent framing instead of the single-object encoding.</summary>
    public Option<string?> SchemaRegistry { get; } = new("--schema-registry")
    {
        Description = "Schema registry, its instances' URLs separated by commas: records then have the Confluent framing",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>A JSON file with values of options.</summary>
    public Option<string?> Config { get; } = new("--config")
    {
        Description = "JSON file with options by name: {\"bootstrap-server\": \"...\", \"X\": {\"linger.ms\": 5}}",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Client properties, key=value.</summary>
    public Option<string[]> Property { get; } = new("-X")
    {
        Description = "A Kafka client property; repeatable. A command line can be seen: for secrets use ${env:NAME}, ${file:PATH:KEY} or a file",
        HelpName = "key=value",
        Recursive = true,
    };

    /// <summary>A Java properties file with client properties.</summary>
    public Option<string?> KafkaProperties { get; } = new("--kafka-properties")
    {
        Description = "Kafka client properties, as Java's clients take them (TLS, SASL)",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Adds --config to a command that doesn't connect to Kafka.</summary>
    public Command AddConfigTo(Command command)
    {
        command.Options.Add(Config);
        return command;
    }

    /// <summary>Adds all of them to a command and its subcommands.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { BootstrapServer, TopicPrefix, SchemaRegistry, Config, Property, KafkaProperties })
            command.Options.Add(option);
        return command;
    }

    /// <summary>Sets the clients that a command creates besides the admin client; their properties are validated before it connects.</summary>
    public void Tries(Command command, Action<ClientTrial, Settings> trial) => _trials.Add(command, trial);

    /// <summary>Validates the properties of a command's clients.</summary>
    public ClientTrial Try(KafkaOptions kafka, Settings settings)
    {
        var trial = new ClientTrial(kafka);
        trial.Admin();
        if (_trials.TryGetValue(settings.Command, out var more))
            more(trial, settings);
        return trial;
    }

    private static void CheckBootstrap(OptionResult result)
    {
        if (result.Tokens is [var token] && BootstrapServers.RefusalReason(token.Value) is { } problem)
            result.AddError(problem);
    }

    // The text is not repeated: it may contain user:password@.
    private static void CheckRegistry(OptionResult result)
    {
        if (result.Tokens is [var token] && RegistryUrls.TryParse(token.Value) is null)
            result.AddError("The schema registry's address must be an http:// or https:// URL, or several separated by commas.");
    }
}
