using System.Runtime.ExceptionServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// Decodes on a thread of its own, a few blocks ahead of whoever merges and detects: a trace is then read by two cores. The
/// blocks circulate; as many are made as the merger holds on to, and those few. Who has to wait sleeps, and is woken when it can
/// go on for a while: on a busy machine a spinning thread would take the core that the other one needs.
/// </summary>
internal sealed class BlockPrefetcher : IDisposable
{
    private const int Ahead = 16;

    private readonly object _gate = new();
    private readonly Stack<EventBlock> _free = []; // the one last used is still in a cache
    private readonly Queue<EventBlock> _filled = new(Ahead);
    private readonly Action<EventBlock> _fill;
    private readonly Action _ended;
    private readonly int _wakeAt;
    private ExceptionDispatchInfo? _failure;
    private bool _started;
    private bool _complete;
    private bool _stopped;

    /// <param name="fill">Fills a block; sets <see cref="EventBlock.EndsTrace"/> on the last one.</param>
    /// <param name="ended">Called on the decoding thread when it will not fill another.</param>
    /// <param name="mayStall">Filling may wait long for more to arrive: each block is then handed over at once.</param>
    public BlockPrefetcher(Action<EventBlock> fill, Action ended, bool mayStall) =>
        (_fill, _ended, _wakeAt) = (fill, ended, mayStall ? 1 : Ahead / 4);

    /// <summary>The next block; give it back with <see cref="Return"/>. Not to be called after the last one.</summary>
    public EventBlock Take()
    {
        if (!_started)
            Start();
        lock (_gate)
        {
            while (_filled.Count == 0 && !_complete)
                Monitor.Wait(_gate);
            if (_filled.Count == 0)
                _failure?.Throw();
            var block = _filled.Dequeue();
            if (_filled.Count == Ahead / 2)
                Monitor.Pulse(_gate); // the decoding thread, if it waits for room
            return block;
        }
    }

    public void Return(EventBlock block)
    {
        lock (_gate)
            _free.Push(block);
    }

    /// <summary>The thread ends at its next block. It may hang in a read of a pipe: it is a background thread, and holds nothing else.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Start()
    {
        _started = true;
        new Thread(Run) { IsBackground = true, Name = "decode" }.Start();
    }

    private void Run()
    {
        try
        {
            while (NextFree() is { } block)
            {
                block.Clear();
                _fill(block);
                Add(block);
            }
        }
        catch (Exception e) // a fault of ours: thrown again where the events are read
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            Complete();
            _ended();
        }
    }

    /// <summary>A block to fill, once there is room for it. Null: no more are wanted.</summary>
    private EventBlock? NextFree()
    {
        lock (_gate)
        {
            while (_filled.Count >= Ahead && !_stopped)
                Monitor.Wait(_gate);
            if (_stopped || _complete)
                return null;
            return _free.TryPop(out var free) ? free : new EventBlock();
        }
    }

    private void Add(EventBlock block)
    {
        lock (_gate)
        {
            _complete = block.EndsTrace;
            _filled.Enqueue(block);
            if (_filled.Count == _wakeAt || _complete)
                Monitor.Pulse(_gate); // the merging thread, if it waits for a block
        }
    }

    private void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            Monitor.Pulse(_gate);
        }
    }
}
