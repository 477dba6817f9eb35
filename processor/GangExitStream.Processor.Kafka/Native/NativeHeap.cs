using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>
/// librdkafka allocates each message and each unpacked batch and frees them soon after. glibc returns such memory to the kernel, which
/// clears it for the next allocation: 4 % of the CPU of a catch-up. These limits make glibc keep it.
/// </summary>
internal static class NativeHeap
{
    // malloc.h: M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD, whose maximum is 32 MB.
    private static readonly (int Parameter, int Bytes)[] Limits = [(-1, 128 << 20), (-2, 16 << 20), (-3, 32 << 20)];

    /// <summary>Sets the limits; does nothing if the C library has none.</summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            foreach (var (parameter, bytes) in Limits)
                _ = SetLimit(parameter, bytes);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Not glibc, for example musl.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int parameter, int value);
}
