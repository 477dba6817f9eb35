using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// Decodes on a thread of its own, a few blocks ahead of whoever merges and detects: a trace is then read by two cores. The
/// blocks circulate; as many are made as the merger holds on to, and those few.
/// </summary>
internal sealed class BlockPrefetcher : IDisposable
{
    private const int Ahead = 16;

    private readonly ConcurrentStack<EventBlock> _free = []; // the one last used is still in a cache
    private readonly BlockingCollection<EventBlock> _filled = new(Ahead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<EventBlock> _fill;
    private readonly Action _ended;
    private ExceptionDispatchInfo? _failure;
    private bool _started;

    /// <param name="fill">Fills a block; sets <see cref="EventBlock.EndsTrace"/> on the last one.</param>
    /// <param name="ended">Called on the decoding thread when it will not fill another.</param>
    public BlockPrefetcher(Action<EventBlock> fill, Action ended) => (_fill, _ended) = (fill, ended);

    /// <summary>The next block; give it back with <see cref="Return"/>. Not to be called after the last one.</summary>
    public EventBlock Take()
    {
        if (!_started)
            Start();
        if (!_filled.TryTake(out var block, Timeout.Infinite))
            _failure?.Throw();
        return block!;
    }

    public void Return(EventBlock block) => _free.Push(block);

    /// <summary>The thread ends at its next block. It may hang in a read of a pipe: it is a background thread, and holds nothing else.</summary>
    public void Dispose() => _stop.Cancel();

    private void Start()
    {
        _started = true;
        new Thread(Run) { IsBackground = true, Name = "decode" }.Start();
    }

    private void Run()
    {
        try
        {
            var last = false;
            while (!last)
            {
                var block = _free.TryPop(out var free) ? free : new EventBlock();
                block.Clear();
                _fill(block);
                last = block.EndsTrace;
                _filled.Add(block, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed of before the end.
        }
        catch (Exception e) // a fault of ours: thrown again where the events are read
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            _filled.CompleteAdding();
            _ended();
        }
    }
}
