using System.Runtime.InteropServices;
using System.Text;

namespace GangExitStream.Kafka.Properties;

/// <summary>Checks names and values of properties with librdkafka's rd_kafka_conf_set, without creating a client.</summary>
internal sealed class LibrdkafkaProperties
{
    private const int Unknown = -2;
    private const int Invalid = -1;

    private readonly ConfNew? _new = LibrdkafkaLibrary.Find<ConfNew>("rd_kafka_conf_new");
    private readonly ConfSet? _set = LibrdkafkaLibrary.Find<ConfSet>("rd_kafka_conf_set");
    private readonly ConfDestroy? _destroy = LibrdkafkaLibrary.Find<ConfDestroy>("rd_kafka_conf_destroy");

    private delegate nint ConfNew();

    private delegate void ConfDestroy(nint conf);

    private delegate int ConfSet(
        nint conf, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, [Out] byte[] error, nuint size);

    /// <summary>Adds a problem for each unknown property or invalid value. Without these functions, they fail when the client is created.</summary>
    public void Check(IEnumerable<PropertyEntry> entries, TranslationState state)
    {
        if (_new is null || _set is null || _destroy is null)
            return;
        var conf = _new();
        foreach (var entry in entries)
            Check(conf, entry, state);
        _destroy(conf);
    }

    private void Check(nint conf, PropertyEntry entry, TranslationState state)
    {
        var error = new byte[512];
        var result = _set!(conf, entry.Key, entry.Value, error, (nuint)error.Length);
        if (result == Unknown)
            state.Refuse(KafkaProblemId.UnknownProperty, entry, $"neither Java's clients nor librdkafka know a property '{entry.Key}'", "Correct its name or remove it");
        else if (result == Invalid)
            state.Refuse(KafkaProblemId.PropertyValue, entry, Reason(entry, error), "Correct the value");
    }

    private static string Reason(PropertyEntry entry, byte[] error)
    {
        var plain = $"'{entry.MaskedValue}' isn't a value for '{entry.Key}'";
        if (Secrets.IsSecret(entry.Key)) // librdkafka's message contains the value
            return plain;
        return $"{plain} ({Encoding.UTF8.GetString(error.AsSpan(0, Math.Max(0, error.AsSpan().IndexOf((byte)0))))})";
    }
}
