using Confluent.Kafka;

namespace GangExitStream.Kafka.Properties;

/// <summary>
/// What only a client that is being made finds wrong: values that don't go together, files that aren't there, keys that don't open, logins
/// that lack a part. So each kind of client that a command uses is made once, without brokers, before anything is connected to.
/// Also finds the user's properties that those clients don't take, since gangexit sets them itself.
/// </summary>
/// <param name="options">With the user's properties; without any there is nothing to try.</param>
public sealed class ClientTrial(KafkaOptions options)
{
    private readonly SortedDictionary<string, string> _overridden = new(StringComparer.Ordinal);
    private bool _isMember;

    /// <summary>What the first client that couldn't be made found wrong; null: all could.</summary>
    public KafkaProblem? Problem { get; private set; }

    /// <summary>With the user's properties.</summary>
    public KafkaOptions Options => options;

    /// <summary>The user's properties that have no effect, each with the value that has; empty: none.</summary>
    public IReadOnlyDictionary<string, string> Overridden => _overridden;

    /// <summary>One line on what has no effect; null where there is nothing.</summary>
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

    /// <summary>Tries the client for topics' settings.</summary>
    public void Admin() => Try(options.ToClientConfig("trial"), static config => new AdminClientBuilder(config).LogTo(KafkaLogging.None).Build());

    /// <summary>Tries a producer with this configuration, which is changed.</summary>
    public void Producer(ProducerConfig config) => Try(config, static config => new ProducerBuilder<Null, Null>(config).LogTo(KafkaLogging.None).Build());

    /// <summary>Tries a member of a group with this configuration, which is changed.</summary>
    public void Member(ConsumerConfig config)
    {
        _isMember = true;
        Consumer(config);
    }

    /// <summary>Tries a consumer with this configuration, which is changed.</summary>
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
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) // librdkafka's words; they name the property, and no secret's value
        {
            Problem = new KafkaProblem(KafkaProblemId.PropertyValue, "client properties", e.Message.TrimEnd('.', ' ', '\n'), "Correct the property that it names, or the file");
        }
    }

    // None of those that gangexit sets is a secret. A client.id gets the client's role behind it.
    private void Compare(ClientConfig config)
    {
        foreach (var (key, value) in config)
        {
            if (key is not ("client.id" or "bootstrap.servers") && options.ClientProperties.TryGetValue(key, out var given) && !value.Equals(given, StringComparison.OrdinalIgnoreCase))
                _overridden[key] = value;
        }
    }
}
