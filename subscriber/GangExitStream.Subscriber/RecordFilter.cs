using System.Globalization;
using System.Text;

namespace GangExitStream.Subscriber;

/// <summary>
/// Whose records are shown. Most are refused by their key alone (<c>host/tgid</c>, or <c>host/source/tgid/window_start_ns</c>),
/// undecoded; a host or source may have slashes in it, so the fields have the last word.
/// </summary>
/// <param name="host">Of this host; null: of any.</param>
/// <param name="tgid">Of this VM; null: of any.</param>
/// <param name="vm">Of the VM of this name; null: of any.</param>
public sealed class RecordFilter(string? host, int? tgid, string? vm = null)
{
    private readonly byte[] _prefix = host is null ? [] : Encoding.UTF8.GetBytes(host + "/");
    private readonly byte[] _infix = tgid is null ? [] : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/{tgid}"));

    /// <summary>False: the record is somebody else's for sure.</summary>
    public bool MayMatch(ReadOnlySpan<byte> key) => key.StartsWith(_prefix) && (_infix.Length == 0 || HasTgid(key));

    /// <summary>Whether the record is wanted.</summary>
    public bool Matches(string recordHost, int recordTgid, string? recordVm = null) =>
        (host is null || host == recordHost) && (tgid is null || tgid == recordTgid) && (vm is null || vm == recordVm);

    /// <summary>As the table's header says it; empty where everything is shown.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            host is null ? null : $"host {host}",
            tgid is null ? null : string.Create(CultureInfo.InvariantCulture, $"VM {tgid}"),
            vm is null ? null : $"VM {vm}",
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    // As a whole segment: /17 is in a/17 and in a/s/17/0, but not in a/170.
    private bool HasTgid(ReadOnlySpan<byte> key)
    {
        while (key.IndexOf(_infix) is var at and >= 0)
        {
            key = key[(at + _infix.Length)..];
            if (key.IsEmpty || key[0] == '/')
                return true;
        }
        return false;
    }
}
