using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace GangExitStream.Processor.Sessions;

/// <summary>The key of state: one VM in one recording of one host.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VmKey(string Host, string Source, int Tgid)
{
    /// <summary>Key of the input, gang exits and partitioning: <c>host/tgid</c>.</summary>
    public byte[] HostTgid() => Bytes($"{Host}/{Tgid}");

    /// <summary>Key in the changelog: <c>host/source/tgid</c>.</summary>
    public byte[] State() => Bytes($"{Host}/{Source}/{Tgid}");

    /// <summary>Key of a window's count: <c>host/source/tgid/window_start_ns</c>.</summary>
    public byte[] Window(long startNs) => Bytes($"{Host}/{Source}/{Tgid}/{startNs}");

    /// <summary>Reads a changelog key. The host has no slash and the tgid is a number, so the source between them may contain slashes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> key, out VmKey parsed)
    {
        parsed = default;
        var text = Encoding.UTF8.GetString(key);
        var (first, last) = (text.IndexOf('/', StringComparison.Ordinal), text.LastIndexOf('/'));
        if (first < 0 || last <= first || !int.TryParse(text.AsSpan(last + 1), CultureInfo.InvariantCulture, out var tgid))
            return false;
        parsed = new VmKey(text[..first], text[(first + 1)..last], tgid);
        return true;
    }

    private static byte[] Bytes(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture));
}
