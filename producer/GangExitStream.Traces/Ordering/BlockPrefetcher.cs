using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// Decodes on a thread of its own, a few blocks ahead of whoever merges and detects: a trace is then read by two cores. The
/// blocks circulate, so their number bounds the memory.
/// </summary>
internal sealed class BlockPrefetcher : IDisposable
{
    private const int Blocks = 16;

    private readonly BlockingCollection<EventBlock> _free = [];
    private readonly BlockingCollection<EventBlock> _filled = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<EventBlock> _fill;
    private readonly Action _ended;
    private ExceptionDispatchInfo? _failure;
    private bool _started;
    private int _made;

    /// <param name="fill">Fills a block; sets <see cref="EventBlock.EndsTrace"/> on the last one.</param>
    /// <param name="ended">Called on the decoding thread when it will not fill another.</param>
    public BlockPrefetcher(Action<EventBlock> fill, Action ended) => (_fill, _ended) = (fill, ended);

    /// <summary>The next block; give it back with <see cref="Return"/>. Not to be called after the last one.</summary>
    public EventBlock Take()
    {
        if (!_started)
            Start();
        var block = _filled.Take();
        _failure?.Throw();
        return block;
    }

    public void Return(EventBlock block) => _free.Add(block);

    /// <summary>The thread ends at its next block. It may hang in a read of a pipe: it is a background thread, and holds nothing else.</summary>
    public void Dispose() => _stop.Cancel();

    private void Start()
    {
        _started = true;
        new Thread(Run) { IsBackground = true, Name = "decode" }.Start();
    }

    /// <summary>Small traces never need all of the blocks.</summary>
    private EventBlock NextFree()
    {
        if (_free.TryTake(out var block))
            return block;
        if (_made == Blocks)
            return _free.Take(_stop.Token);
        _made++;
        return new EventBlock();
    }

    private void Run()
    {
        try
        {
            var last = false;
            while (!last)
            {
                var block = NextFree();
                block.Clear();
                _fill(block);
                last = block.EndsTrace;
                _filled.Add(block);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed of before the end.
        }
        catch (Exception e) // a fault of ours: thrown again where the events are read
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            _filled.Add(new EventBlock());
        }
        finally
        {
            _ended();
        }
    }
}
