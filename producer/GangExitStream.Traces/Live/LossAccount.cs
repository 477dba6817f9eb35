using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Live;

/// <summary>
/// Keeps the sum of one CPU's reported losses equal to the kernel's count. A page has the number of events lost before it only if there are
/// eight bytes left for it. Otherwise the kernel's count (<c>per_cpu/cpu*/stats</c>) is used, which may be ahead of the page by a few
/// events; these are subtracted from the next page's number.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct LossAccount
{
    private long _reported;
    private bool _mayBeAhead;

    /// <summary>Whether <see cref="LostBefore"/> needs the kernel's count for a page with this number.</summary>
    public readonly bool NeedsTotal(long missed) => missed < 0 || _mayBeAhead;

    /// <summary>Number of lost events to report before a page; at least one, because its header reports a loss.</summary>
    /// <param name="missed">The page's number; -1: a loss without a number.</param>
    /// <param name="total">The kernel's current count; -1: not known, or not needed.</param>
    public long LostBefore(long missed, long total)
    {
        var unreported = total < 0 ? long.MaxValue : total - _reported;
        var lost = Math.Max(missed < 0 ? (total < 0 ? 1 : unreported) : Math.Min(missed, unreported), 1);
        _reported += lost;
        _mayBeAhead |= missed < 0;
        return lost;
    }

    /// <summary>To be called when the buffer is empty: everything the kernel had counted is reported.</summary>
    public void Settled() => _mayBeAhead = false;

    /// <summary>Number of lost events that no page reported. To be called after all pages have been read.</summary>
    public long TakeUnreported(long total)
    {
        var rest = Math.Max(total - _reported, 0);
        _reported += rest;
        return rest;
    }
}
