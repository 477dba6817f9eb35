using System.Globalization;
using System.Text;

namespace GangExitStream.Producer.Live;

/// <summary>
/// Names of the VMs running on this host: QEMU's <c>-name</c> in <c>/proc/TGID/cmdline</c>. A process can write anything there, so the
/// bytes read are bounded, and <see cref="VmName.Clean"/> removes what a name must not contain.
/// </summary>
/// <param name="proc">The mount point of procfs.</param>
public sealed class ProcessNames(string proc = "/proc")
{
    /// <summary>Maximum bytes read of a command line. libvirt writes <c>-name</c> first; a command line with 300 disks has 200 KB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>
    /// The names of this host; null: this process is in another PID namespace, so its process ids differ from those of the tracepoints.
    /// </summary>
    public static ProcessNames? OfThisHost() => PidNamespace.IsHosts ? new ProcessNames() : null;

    /// <summary>The VM's name; null: its process has ended, has no name, or can't be read.</summary>
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

    /// <summary>The name in a command line, whose arguments end with a zero byte each.</summary>
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

    // QEMU's option syntax: guest=NAME,key=value,... in any order; a first part without a key is the guest's name; ,, is an escaped comma.
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

    // Files of procfs have length 0.
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
