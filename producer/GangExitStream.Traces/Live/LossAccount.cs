using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Live;

/// <summary>
/// Keeps the sum of the losses told on one CPU equal to the kernel's count. A page tells how many events were lost before it only where it
/// has eight bytes left for the number. Where it hasn't, the kernel's count (<c>per_cpu/cpu*/stats</c>) tells, which may be ahead of the page by a few:
/// these are then taken off the next page's number.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct LossAccount
{
    private long _reported;
    private bool _mayBeAhead;

    /// <summary>Whether <see cref="Before"/> needs the kernel's count for a page that says this.</summary>
    public readonly bool NeedsTotal(long missed) => missed < 0 || _mayBeAhead;

    /// <summary>How many events to tell of before a page. At least one: its head says that some were lost.</summary>
    /// <param name="missed">What the page says; -1: some.</param>
    /// <param name="total">The kernel's count now; -1: not known, or not needed.</param>
    public long Before(long missed, long total)
    {
        var unreported = total < 0 ? long.MaxValue : total - _reported;
        var lost = Math.Max(missed < 0 ? (total < 0 ? 1 : unreported) : Math.Min(missed, unreported), 1);
        _reported += lost;
        _mayBeAhead |= missed < 0;
        return lost;
    }

    /// <summary>The buffer is empty: whatever the kernel had counted has been told.</summary>
    public void Settled() => _mayBeAhead = false;

    /// <summary>What no page told of, once all pages have been read.</summary>
    public long Rest(long total)
    {
        var rest = Math.Max(total - _reported, 0);
        _reported += rest;
        return rest;
    }
}
