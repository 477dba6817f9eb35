using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace GangExitStream.Kafka;

/// <summary>
/// Gives access to functions of librdkafka that Confluent.Kafka does not expose, in the same loaded library. The names are tried in
/// Confluent.Kafka's order: the first needs the system's libsasl2, the others are for musl, for older distributions, and for the
/// distribution's own package.
/// </summary>
public static class LibrdkafkaLibrary
{
    private static readonly string[] Names = ["librdkafka", "alpine-librdkafka", "centos8-librdkafka", "librdkafka.so.1"];

    private static readonly Lazy<nint> Library = new(Load);

    /// <summary>A function of the library; null: the library was not found, or does not export it.</summary>
    public static TDelegate? Find<TDelegate>(string name)
        where TDelegate : Delegate =>
        Library.Value != 0 && NativeLibrary.TryGetExport(Library.Value, name, out var address)
            ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address)
            : null;

    /// <summary>The rd_kafka_t of a client, read from a non-public property of Confluent.Kafka; null: this version does not have it.</summary>
    public static nint? ClientOf(IClient client)
    {
        var property = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        return property?.GetValue(client.Handle) is SafeHandle { IsInvalid: false } handle ? handle.DangerousGetHandle() : null;
    }

    private static nint Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in Names)
        {
            if (LibraryWithin.TryLoad(name, out var within))
                return within;
            if (NativeLibrary.TryLoad(name, assembly, null, out var handle))
                return handle;
        }
        return 0;
    }
}
