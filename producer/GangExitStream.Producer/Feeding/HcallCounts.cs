namespace GangExitStream.Producer.Feeding;

/// <summary>
/// Counts kvm_hcall_enter by hcall. They are not published: a host's producer counts them. Written by the reading thread, readable from any.
/// </summary>
public sealed class HcallCounts
{
    /// <summary>Bounds memory on forged traces; Linux and QEMU know some 150 hcalls. Further ones are counted together.</summary>
    internal const int MaxHcalls = 256;

    /// <summary>The name under which hcalls beyond the limit are counted.</summary>
    internal const string Others = "other";

    private readonly Dictionary<int, long> _counts = [];
    private long _others;

    /// <summary>Number of hcalls by name, as in the kernel's and QEMU's sources; the most frequent first, then by name.</summary>
    public IReadOnlyList<(string Hcall, long Count)> All
    {
        get
        {
            lock (_counts)
            {
                return
                [
                    .. _counts.Select(static hcall => (HcallNames.Format(hcall.Key), hcall.Value))
                        .OrderByDescending(static hcall => hcall.Value).ThenBy(static hcall => hcall.Item1, StringComparer.Ordinal),
                    .. _others > 0 ? [(Others, _others)] : (ReadOnlySpan<(string, long)>)[],
                ];
            }
        }
    }

    internal void Count(int hcall)
    {
        lock (_counts)
        {
            if (_counts.Count >= MaxHcalls && !_counts.ContainsKey(hcall))
                _others++;
            else
                _counts[hcall] = _counts.GetValueOrDefault(hcall) + 1;
        }
    }
}
