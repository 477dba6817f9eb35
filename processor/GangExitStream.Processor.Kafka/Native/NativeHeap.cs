using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>
/// librdkafka allocates each message and each unpacked batch, and frees them a moment later. glibc gives such memory back to the
/// kernel, which has to clear it again for the next ones: 4 % of the CPU of a catch-up. Here it is kept, up to the limits below.
/// </summary>
internal static class NativeHeap
{
    // malloc.h's M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD, whose most is 32 MB.
    private static readonly (int Parameter, int Bytes)[] Limits = [(-1, 128 << 20), (-2, 16 << 20), (-3, 32 << 20)];

    /// <summary>Does nothing where the C library has no such limits: that costs time only.</summary>
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
            // Not glibc: musl.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int parameter, int value);
}
