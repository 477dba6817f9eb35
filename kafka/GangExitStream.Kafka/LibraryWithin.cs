using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Kafka;

/// <summary>
/// Loads the librdkafka that the Native AOT program contains as a resource (see the Cli project), so that the program is a single file. It is
/// loaded from an anonymous memory file (memfd_create): no file on disk has to be cleaned up, and none can be replaced by others.
/// </summary>
public static class LibraryWithin
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC

    // All callers must get the same handle: a library that is loaded twice has its global state twice.
    private static readonly ConcurrentDictionary<string, Lazy<nint>> Loaded = new(StringComparer.Ordinal);

    /// <summary>Makes Confluent.Kafka load the contained library. Call it once, before the first client is created.</summary>
    public static void Offer()
    {
        if (Assembly.GetEntryAssembly()?.GetManifestResourceInfo("librdkafka.so") is not null)
            OfferToClient(); // in a separate method, so that programs without the resource do not load Confluent.Kafka
    }

    /// <summary>Loads a contained library. False: the program has none of that name, or it can't be loaded; the usual search paths then apply.</summary>
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
