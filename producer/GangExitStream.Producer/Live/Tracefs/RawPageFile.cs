using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>A <c>trace_pipe_raw</c>, read by system calls: .NET's reads throw when it is empty, which is the usual case here.</summary>
internal sealed class RawPageFile : IPageFile
{
    // Linux on x86, Arm and POWER.
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int NoDevice = 19;

    private readonly SafeFileHandle _file;

    public RawPageFile(SafeFileHandle file)
    {
        _file = file;
        if (fcntl(file, SetFlags, NonBlocking) < 0)
            throw Failed("it can't be read without waiting");
    }

    /// <summary>For poll; -1 once closed.</summary>
    public int Descriptor => _file.IsClosed ? -1 : (int)_file.DangerousGetHandle();

    /// <inheritdoc/>
    /// <remarks>ENODEV: the CPU was never online; it may come.</remarks>
    public int Read(Span<byte> page)
    {
        var length = read(_file, ref MemoryMarshal.GetReference(page), page.Length);
        if (length >= 0)
            return (int)length;
        return Marshal.GetLastPInvokeError() is TryAgain or Interrupted or NoDevice ? 0 : throw Failed("it can't be read any more");
    }

    public void Dispose() => _file.Dispose();

    private static IOException Failed(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint read(SafeFileHandle file, ref byte buffer, nint count);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(SafeFileHandle file, int command, nint argument);
}
