using System.Globalization;
using System.Text;

namespace GangExitStream.Producer.Live;

/// <summary>
/// Names of the VMs that run on this host now: what QEMU was given as <c>-name</c>, by <c>/proc/TGID/cmdline</c>. A process may write there what it
/// likes: so many bytes of it are read, and <see cref="VmName.Clean"/> has the last word.
/// </summary>
/// <param name="proc">Where procfs is.</param>
public sealed class ProcessNames(string proc = "/proc")
{
    /// <summary>The most bytes of a command line that are read. libvirt writes <c>-name</c> first; one of 300 disks takes 200 KB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>
    /// Those of this host; null where its processes are not the ones that the kernel's tracepoints name: in a PID namespace of our own.
    /// </summary>
    public static ProcessNames? OfThisHost() => PidNamespace.IsHosts ? new ProcessNames() : null;

    /// <summary>The VM's name; null where its process is gone, has none, or can't be read.</summary>
    public string? Find(int tgid)
    {
        try
        {
            return FromCommandLine(ReadStart(Path.Combine(proc, tgid.ToString(CultureInfo.InvariantCulture), "cmdline")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The name in a command line: arguments that end with a zero byte each.</summary>
    internal static string? FromCommandLine(ReadOnlySpan<byte> line)
    {
        var isNext = false;
        while (!line.IsEmpty)
        {
            var end = line.IndexOf((byte)0);
            var argument = end < 0 ? line : line[..end];
            line = end < 0 ? default : line[(end + 1)..];
            if (isNext)
                return FromOption(Encoding.UTF8.GetString(argument));
            isNext = argument.SequenceEqual("-name"u8) || argument.SequenceEqual("--name"u8);
        }
        return null;
    }

    // QEMU's option syntax: guest=NAME,key=value,... in any order; a first part without a key is the guest's; ,, is a comma.
    private static string? FromOption(string value)
    {
        const string Key = "guest=";
        var parts = Split(value);
        var named = parts.FindLast(part => part.StartsWith(Key, StringComparison.Ordinal));
        if (named is not null)
            return VmName.Clean(named[Key.Length..]);
        return parts[0].Contains('=') ? null : VmName.Clean(parts[0]);
    }

    private static List<string> Split(string value)
    {
        var (parts, part) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != ',')
            {
                part.Append(value[i]);
                continue;
            }
            if (i + 1 < value.Length && value[i + 1] == ',')
            {
                part.Append(value[i++]);
                continue;
            }
            parts.Add(part.ToString());
            part.Clear();
        }
        parts.Add(part.ToString());
        return parts;
    }

    // Files of procfs have no length.
    private static ReadOnlySpan<byte> ReadStart(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var (bytes, length) = (new byte[4096], 0);
        while (file.Read(bytes, length, bytes.Length - length) is var read and > 0)
        {
            length += read;
            if (length == MaxBytes)
                break;
            if (length == bytes.Length)
                Array.Resize(ref bytes, 2 * length);
        }
        return bytes.AsSpan(0, length);
    }
}
