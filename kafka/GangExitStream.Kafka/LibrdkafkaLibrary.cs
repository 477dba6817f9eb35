using System.Reflection;
using System.Runtime.InteropServices;

namespace GangExitStream.Kafka;

/// <summary>
/// The librdkafka that Confluent.Kafka uses, for the few functions that it doesn't pass on. The names are tried in
/// its order: the first needs the system's libsasl2, the others are for older distributions, for musl, and a
/// distribution's own package.
/// </summary>
public static class LibrdkafkaLibrary
{
    private static readonly string[] Names = ["librdkafka", "alpine-librdkafka", "centos8-librdkafka", "librdkafka.so.1"];

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>A function of it; null where the library has no name that we know.</summary>
    public static TDelegate? Find<TDelegate>(string name)
        where TDelegate : Delegate =>
        Handle.Value != 0 && NativeLibrary.TryGetExport(Handle.Value, name, out var address)
            ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address)
            : null;

    private static nint Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, assembly, null, out var handle))
                return handle;
        }
        return 0;
    }
}
