using System.Globalization;
using System.Text;

namespace GangExitStream.Subscriber;

/// <summary>
/// Selects records by host, process id and name of the VM. Most records are rejected by their key (<c>host/tgid</c>, or
/// <c>host/source/tgid/window_start_ns</c>) without being decoded. A source may contain slashes, so the decoded fields decide in the end.
/// </summary>
/// <param name="host">Of this host; null: of any.</param>
/// <param name="tgid">Of this VM; null: of any.</param>
/// <param name="vm">Of the VM of this name; null: of any.</param>
public sealed class RecordFilter(string? host, int? tgid, string? vm = null)
{
    private readonly byte[] _prefix = host is null ? [] : Encoding.UTF8.GetBytes(host + "/");
    private readonly byte[] _infix = tgid is null ? [] : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/{tgid}"));

    /// <summary>Whether a record with this key may match. False: it can't.</summary>
    public bool MayMatch(ReadOnlySpan<byte> key) => key.StartsWith(_prefix) && (_infix.Length == 0 || HasTgid(key));

    /// <summary>Whether a record with these fields matches.</summary>
    public bool Matches(string recordHost, int recordTgid, string? recordVm = null) =>
        (host is null || host == recordHost) && (tgid is null || tgid == recordTgid) && (vm is null || vm == recordVm);

    /// <summary>The filter as text for the header of the table; empty without a filter.</summary>
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

    // The tgid must be a whole segment of the key: /17 is in a/17 and in a/s/17/0, but not in a/170.
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
