using System.Globalization;
using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// The process of a thread by <c>/proc/TID/status</c>, for guest exits of a thread without a run_core, as on POWER9 and later. Thread ids
/// are reused, so an answer expires.
/// </summary>
/// <param name="proc">The mount point of procfs.</param>
internal sealed class ThreadGroups(string proc = "/proc")
{
    private const long ValidNs = 10_000_000_000;
    private const int MaxKnown = 65_536;

    private readonly Dictionary<int, Answer> _known = [];

    /// <summary>The process, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Of(int tid, long timeNs)
    {
        if (_known.TryGetValue(tid, out var answer) && timeNs - answer.AtNs < ValidNs)
            return answer.Tgid;
        if (_known.Count >= MaxKnown)
            _known.Clear();
        var tgid = Read(tid);
        _known[tid] = new Answer(tgid, timeNs);
        return tgid;
    }

    private int Read(int tid)
    {
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(proc, tid.ToString(CultureInfo.InvariantCulture), "status")))
            {
                if (line.StartsWith("Tgid:", StringComparison.Ordinal))
                    return int.TryParse(line.AsSpan(5).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var tgid) ? tgid : KvmEvent.Unknown;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The thread has ended or is hidden.
        }
        return KvmEvent.Unknown;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Answer(int Tgid, long AtNs);
}
