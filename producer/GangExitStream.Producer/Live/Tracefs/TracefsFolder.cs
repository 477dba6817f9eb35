using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>tracefs at its mount point.</summary>
internal sealed class TracefsFolder(string root) : ITracefs
{
    private const short PollIn = 1;

    private PollFd[] _polled = [];

    public string Root => root;

    /// <summary>The mount point of tracefs; null: not mounted.</summary>
    public static string? FindMounted() => FindMounted(File.ReadLines("/proc/self/mounts"));

    /// <summary>Finds it in lines of /proc/self/mounts: device, mount point, type, options. A service may have the folder of instances mounted again for writing.</summary>
    internal static string? FindMounted(IEnumerable<string> mounts) => mounts
        .Select(line => line.Split(' '))
        .Where(fields => fields is [_, _, "tracefs", ..])
        .Select(fields => fields[1].Replace("\\040", " ", StringComparison.Ordinal))
        .MinBy(static place => place.Length);

    public string Read(string path) => File.ReadAllText(PathOf(path));

    // A setting must be written with one write(2).
    public void Write(string path, string text)
    {
        using var file = new FileStream(PathOf(path), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    public IReadOnlyList<string> Folders(string path) => [.. Directory.EnumerateDirectories(PathOf(path)).Select(static folder => Path.GetFileName(folder))];

    public bool CreateInstance(string name)
    {
        var path = PathOf($"instances/{name}");
        if (Directory.Exists(path))
            return false;
        Directory.CreateDirectory(path);
        return true;
    }

    public void RemoveInstance(string name) => Directory.Delete(PathOf($"instances/{name}"), recursive: false);

    public IDisposable OpenFreeBuffer(string path) => File.OpenHandle(PathOf(path), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    public IPageFile OpenPages(string path) => new RawPageFile(File.OpenHandle(PathOf(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

    /// <summary>poll(2) returns when a buffer has reached the instance's <c>buffer_percent</c>, by default 50 %.</summary>
    public void Wait(IReadOnlyList<IPageFile?> files, TimeSpan atMost)
    {
        if (_polled.Length != files.Count)
            _polled = new PollFd[files.Count];
        for (var i = 0; i < files.Count; i++)
            _polled[i] = new PollFd { Fd = files[i] is RawPageFile { Descriptor: var descriptor } ? descriptor : -1, Events = PollIn }; // poll ignores -1
        _ = poll(_polled, (nuint)_polled.Length, (int)atMost.TotalMilliseconds);
    }

    private string PathOf(string path) => Path.Combine(root, path);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int poll([In] PollFd[] files, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
