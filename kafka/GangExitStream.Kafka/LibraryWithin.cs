using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Kafka;

/// <summary>
/// The librdkafka that a program of machine code has with it as a resource (the tool's project puts it there), so that it is one
/// file. It is loaded from memory: nothing to unpack into a folder, to clean up, or for somebody else to replace.
/// </summary>
public static class LibraryWithin
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC

    // Whoever asks must get the same one: loaded twice, it would have its global state twice.
    private static readonly ConcurrentDictionary<string, Lazy<nint>> Loaded = new(StringComparer.Ordinal);

    /// <summary>Has Confluent.Kafka look into the program first. Once, before it is used.</summary>
    public static void Offer()
    {
        if (Assembly.GetEntryAssembly()?.GetManifestResourceInfo("librdkafka.so") is not null)
            OfferToClient(); // else a report would have loaded the client's assembly for nothing
    }

    /// <summary>False where the program has none of that name, or it can't be loaded here; then the usual places remain.</summary>
    public static bool TryLoad(string name, out nint handle)
    {
        handle = Loaded.GetOrAdd(name, static name => new Lazy<nint>(() => Load(name))).Value;
        return handle != 0;
    }

    private static void OfferToClient() => NativeLibrary.SetDllImportResolver(
        typeof(Confluent.Kafka.Library).Assembly, static (name, _, _) => TryLoad(name, out var handle) ? handle : 0);

    private static nint Load(string name)
    {
        using var library = Assembly.GetEntryAssembly()?.GetManifestResourceStream(name + ".so");
        if (library is null || CreateMemoryFile(name, CloseOnExec) is not (var descriptor and >= 0))
            return 0;
        using var memory = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        library.CopyTo(memory);
        return NativeLibrary.TryLoad($"/proc/self/fd/{descriptor}", out var handle) ? handle : 0;
    }

    [DllImport("libc", EntryPoint = "memfd_create"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CreateMemoryFile([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint flags);
}
