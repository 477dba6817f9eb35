using System.Diagnostics;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>
/// The librdkafka that Confluent.Kafka has loaded. No copy is loaded here, because handles of one copy are invalid in another; with two
/// copies loaded, neither is used.
/// </summary>
internal static class LoadedLibrary
{
    private const string InMemory = "/memfd:"; // Linux' name for the library that GangExitStream.Kafka.LibraryWithin has loaded

    private static readonly Lazy<nint> Found = new(Find);

    /// <summary>An exported function; null: the library isn't found, or its version's structs aren't known.</summary>
    public static TDelegate? Function<TDelegate>(string name)
        where TDelegate : Delegate =>
        Found.Value != 0 && NativeLibrary.TryGetExport(Found.Value, name, out var address) ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address) : null;

    /// <summary>
    /// Whether the structs of a version are known: 2.0 to 2.16 on 64 bits have the rd_kafka_message_t of <see cref="NativeBatch"/>. It is part of
    /// librdkafka's ABI, but a wrong layout would corrupt memory, so later versions are used only after a check.
    /// </summary>
    /// <param name="version">As of rd_kafka_version: 0xMMmmrrpp.</param>
    public static bool IsKnown(int version) => version >> 24 == 2 && (version >> 16 & 0xff) <= 16 && Environment.Is64BitProcess;

    /// <summary>The only librdkafka among a process's modules; null: none or several.</summary>
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

    /// <summary>The name in a path such as "/memfd:librdkafka (deleted)".</summary>
    private static string NameOf(string path) => path[InMemory.Length..].Split(' ')[0];
}
