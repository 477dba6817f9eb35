using Confluent.Kafka;

namespace GangExitStream.Kafka;

/// <summary>Passes librdkafka's log lines to a sink; without it, librdkafka writes them to stderr.</summary>
public static class KafkaLogging
{
    /// <summary>A sink that drops all lines.</summary>
    public static Action<KafkaLogLine> None { get; } = static _ => { };

    /// <summary>Passes log lines and client errors of a producer to <paramref name="sink"/>.</summary>
    public static ProducerBuilder<TKey, TValue> LogTo<TKey, TValue>(this ProducerBuilder<TKey, TValue> builder, Action<KafkaLogLine> sink) =>
        builder.SetLogHandler((_, message) => Pass(message, sink)).SetErrorHandler((client, error) => Pass(client, error, sink));

    /// <summary>Passes log lines and client errors of a consumer to <paramref name="sink"/>.</summary>
    public static ConsumerBuilder<TKey, TValue> LogTo<TKey, TValue>(this ConsumerBuilder<TKey, TValue> builder, Action<KafkaLogLine> sink) =>
        builder.SetLogHandler((_, message) => Pass(message, sink)).SetErrorHandler((client, error) => Pass(client, error, sink));

    /// <summary>Passes log lines and client errors of an admin client to <paramref name="sink"/>.</summary>
    public static AdminClientBuilder LogTo(this AdminClientBuilder builder, Action<KafkaLogLine> sink) =>
        builder.SetLogHandler((_, message) => Pass(message, sink)).SetErrorHandler((client, error) => Pass(client, error, sink));

    private static void Pass(LogMessage message, Action<KafkaLogLine> sink)
    {
        if (!IsAboutTheOtherClient(message))
            sink(new KafkaLogLine(message.Level, message.Name, message.Facility, message.Message));
    }

    private static void Pass(IClient client, Error error, Action<KafkaLogLine> sink)
    {
        var level = error.IsFatal ? SyslogLevel.Critical : SyslogLevel.Error;
        sink(new KafkaLogLine(level, client.Name, error.Code.ToString(), error.Reason));
    }

    // Producer and consumer share one properties file; each warns about properties of the other, which is expected.
    private static bool IsAboutTheOtherClient(LogMessage message) =>
        message.Facility == "CONFWARN" && message.Message.Contains("and will be ignored by this", StringComparison.Ordinal);
}
