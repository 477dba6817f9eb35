using Confluent.Kafka;

namespace GangExitStream.Kafka.Properties;

/// <summary>
/// Creates each kind of client that a command uses once, without brokers, before the command connects. This finds problems that librdkafka
/// reports only when a client is created: contradicting values, missing files, unreadable keys, incomplete logins.
/// It also finds properties of the user that have no effect because gangexit sets them itself.
/// </summary>
/// <param name="options">The options with the user's properties. Without any, nothing is tried.</param>
public sealed class ClientTrial(KafkaOptions options)
{
    private readonly SortedDictionary<string, string> _overridden = new(StringComparer.Ordinal);
    private bool _isMember;

    /// <summary>The problem of the first client that could not be created; null: all could be.</summary>
    public KafkaProblem? Problem { get; private set; }

    /// <summary>The options with the user's properties.</summary>
    public KafkaOptions Options => options;

    /// <summary>The user's properties that have no effect, each with the value that gangexit uses instead.</summary>
    public IReadOnlyDictionary<string, string> Overridden => _overridden;

    /// <summary>A warning that lists <see cref="Overridden"/>; null: there are none.</summary>
    public string? Warning
    {
        get
        {
            var foreign = JavaPropertyNames.OfMembers.Where(key => !_isMember && options.ClientProperties.ContainsKey(key)).Order(StringComparer.Ordinal).ToList();
            string?[] lines =
            [
                _overridden.Count == 0 ? null : $"because gangexit sets them itself: {string.Join(", ", _overridden.Select(pair => $"{pair.Key} ({pair.Value} is used)"))}",
                foreign.Count == 0 ? null : $"because this command joins no group: {string.Join(", ", foreign)}",
            ];
            var said = string.Join("; ", lines.Where(static line => line is not null));
            return said.Length == 0 ? null : $"without effect, {said}";
        }
    }

    /// <summary>Tries an admin client.</summary>
    public void Admin() => Try(options.ToClientConfig("trial"), static config => new AdminClientBuilder(config).LogTo(KafkaLogging.None).Build());

    /// <summary>Tries a producer with this configuration; changes the configuration.</summary>
    public void Producer(ProducerConfig config) => Try(config, static config => new ProducerBuilder<Null, Null>(config).LogTo(KafkaLogging.None).Build());

    /// <summary>Tries a member of a group with this configuration; changes the configuration.</summary>
    public void Member(ConsumerConfig config)
    {
        _isMember = true;
        Consumer(config);
    }

    /// <summary>Tries a consumer with this configuration; changes the configuration.</summary>
    public void Consumer(ConsumerConfig config) => Try(config, static config => new ConsumerBuilder<Ignore, Ignore>(config).LogTo(KafkaLogging.None).Build());

    private void Try<TConfig>(TConfig config, Func<TConfig, IDisposable> make)
        where TConfig : ClientConfig
    {
        if (options.ClientProperties.IsEmpty || Problem is not null)
            return;
        Compare(config);
        config.BootstrapServers = "";
        try
        {
            make(config).Dispose();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) // the message has no secret's value
        {
            Problem = new KafkaProblem(KafkaProblemId.PropertyValue, "client properties", e.Message.TrimEnd('.', ' ', '\n'), "Correct the property that it names, or the file");
        }
    }

    // None of the properties that gangexit sets is a secret. The client.id is excluded because gangexit appends the role to the user's.
    private void Compare(ClientConfig config)
    {
        foreach (var (key, value) in config)
        {
            if (key is not ("client.id" or "bootstrap.servers") && options.ClientProperties.TryGetValue(key, out var given) && !value.Equals(given, StringComparison.OrdinalIgnoreCase))
                _overridden[key] = value;
        }
    }
}
