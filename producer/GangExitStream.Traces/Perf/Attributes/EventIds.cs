using System.Runtime.CompilerServices;

namespace GangExitStream.Traces.Perf.Attributes;

/// <summary>
/// Maps a sample id to its attr. The kernel assigns ids from 1 in the order of creation, one per attr and CPU, so an array holds nearly all of
/// them; a dictionary holds the rest.
/// </summary>
internal sealed class EventIds
{
    private const int MaxDirect = 1 << 16;

    /// <summary>A recording has attrs x CPUs ids; a trace with a million is forged.</summary>
    private const int MaxIndirect = 1 << 20;

    private readonly Dictionary<ulong, PerfEvent> _indirect = [];
    private PerfEvent?[] _direct = new PerfEvent?[64];

    /// <summary>Attrs by id, for small ids.</summary>
    public PerfEvent?[] Direct => _direct;

    public void Add(ulong id, PerfEvent perfEvent)
    {
        if (id < MaxDirect)
        {
            if (id >= (ulong)_direct.Length)
                Array.Resize(ref _direct, (int)Math.Max(id + 1, (ulong)_direct.Length * 2));
            _direct[id] = perfEvent;
        }
        else if (_indirect.Count < MaxIndirect)
        {
            _indirect[id] = perfEvent;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PerfEvent? Find(ulong id)
    {
        var direct = _direct;
        return id < (ulong)direct.Length ? direct[id] : FindIndirect(id);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PerfEvent? FindIndirect(ulong id) => _indirect.GetValueOrDefault(id);
}
