using System.Diagnostics;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>
/// The librdkafka that Confluent.Kafka has loaded already. Nothing is loaded here: a second copy would be given handles of the first,
/// and two that are there can't be told apart.
/// </summary>
internal static class LoadedLibrary
{
    private const string InMemory = "/memfd:"; // as Linux names what GangExitStream.Kafka.LibraryWithin has loaded

    private static readonly Lazy<nint> Found = new(Find);

    /// <summary>A function of it; null where the library isn't found, or is of a version whose structs aren't known.</summary>
    public static TDelegate? Function<TDelegate>(string name)
        where TDelegate : Delegate =>
        Found.Value != 0 && NativeLibrary.TryGetExport(Found.Value, name, out var address) ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address) : null;

    /// <summary>
    /// 2.0 to 2.16, on 64 bits: their rd_kafka_message_t is <see cref="NativeBatch"/>'s. It is part of librdkafka's ABI, so a later version
    /// will hardly have another one; but a wrong layout would write over memory, so it isn't used until somebody has looked.
    /// </summary>
    /// <param name="version">As rd_kafka_version has it: 0xMMmmrrpp.</param>
    public static bool IsKnown(int version) => version >> 24 == 2 && (version >> 16 & 0xff) <= 16 && Environment.Is64BitProcess;

    /// <summary>The one among a process' modules; null where there is none, or several.</summary>
    public static string? OnlyOne(IEnumerable<string> modules) =>
        modules.Where(static path => Path.GetFileName(path).Contains("librdkafka", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null;

    private static nint Find()
    {
        if (!Library.IsLoaded || !IsKnown(Library.Version))
            return 0;
        using var process = Process.GetCurrentProcess();
        if (OnlyOne(process.Modules.Cast<ProcessModule>().Select(static module => module.FileName)) is not { } path)
            return 0;
        if (path.StartsWith(InMemory, StringComparison.Ordinal))
            return LibraryWithin.TryLoad(NameOf(path), out var within) ? within : 0;
        return NativeLibrary.TryLoad(path, out var handle) ? handle : 0;
    }

    /// <summary>"/memfd:librdkafka (deleted)" is librdkafka.</summary>
    private static string NameOf(string path) => path[InMemory.Length..].Split(' ')[0];
}
