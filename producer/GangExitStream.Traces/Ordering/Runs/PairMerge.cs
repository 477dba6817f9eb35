using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering.Runs;

/// <summary>Merges two ascending runs.</summary>
internal static class PairMerge
{
    /// <summary>Merges two runs up to the end of either, the end of the room, or the limit. Returns how many events it took from each.</summary>
    public static (int FromLeft, int FromRight) Merge(PendingSpan left, PendingSpan right, long limit, Span<KvmEvent> events)
    {
        ref readonly var l = ref MemoryMarshal.GetReference(left.Events);
        ref readonly var r = ref MemoryMarshal.GetReference(right.Events);
        ref var target = ref MemoryMarshal.GetReference(events);
        var (moreLeft, moreRight, room) = (left.Length, right.Length, events.Length);
        while (true)
        {
            var stop = Math.Min(r.TimeNs, limit);
            while (l.TimeNs <= stop)
            {
                PendingSpan.Copy(in l, left.RegistersOf(left.Length - moreLeft), out target);
                target = ref Unsafe.Add(ref target, 1);
                l = ref Unsafe.Add(ref Unsafe.AsRef(in l), 1);
                if (--moreLeft == 0 | --room == 0)
                    return (left.Length - moreLeft, right.Length - moreRight);
            }
            stop = Math.Min(l.TimeNs - 1, limit);
            if (r.TimeNs > stop)
                return (left.Length - moreLeft, right.Length - moreRight);
            do
            {
                PendingSpan.Copy(in r, right.RegistersOf(right.Length - moreRight), out target);
                target = ref Unsafe.Add(ref target, 1);
                r = ref Unsafe.Add(ref Unsafe.AsRef(in r), 1);
                if (--moreRight == 0 | --room == 0)
                    return (left.Length - moreLeft, right.Length - moreRight);
            }
            while (r.TimeNs <= stop);
        }
    }
}
