using System.Runtime.ExceptionServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// Fills items on a thread of its own, up to a number ahead of the taking thread, so that several cores read a trace. Items are reused; their
/// number is that of the items the taker holds, plus those ahead. A thread that has to wait sleeps, and is woken when there is work for some time: on
/// a busy machine a spinning thread would take the core that the other one needs.
/// </summary>
/// <typeparam name="T">Blocks of events.</typeparam>
internal sealed class Prefetcher<T> : IDisposable
    where T : class, new()
{
    private const int WakeAt = 16; // waking a thread takes as long as filling some items, so it is woken for as many

    private readonly object _gate = new();
    private readonly Stack<T> _free = []; // the last one used is still in the cache
    private readonly Queue<T> _filled = new();
    private readonly Func<T, bool> _fill;
    private readonly Thread _thread;
    private readonly Action _ended;
    private readonly int _wakeAt;
    private ExceptionDispatchInfo? _failure;
    private bool _started;
    private bool _complete;
    private bool _stopped;

    /// <param name="name">The thread's name.</param>
    /// <param name="fill">Fills an item; false: it is the last one.</param>
    /// <param name="ended">Called on the filling thread after the last item.</param>
    /// <param name="mayStall">Filling may wait long for input: each item is then passed on at once.</param>
    /// <param name="ahead">Most items ahead of the taking thread.</param>
    public Prefetcher(string name, Func<T, bool> fill, Action ended, bool mayStall, int ahead)
    {
        (_fill, _ended, _wakeAt, Ahead) = (fill, ended, mayStall ? 1 : WakeAt, ahead);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    /// <summary>Most items ahead of the taking thread. It may be changed while an item is filled.</summary>
    public int Ahead { get; set; }

    /// <summary>The next item; return it with <see cref="Return"/>. Not to be called after the last one.</summary>
    public T Take()
    {
        if (!_started)
            Start();
        lock (_gate)
        {
            while (_filled.Count == 0 && !_complete)
                Monitor.Wait(_gate);
            if (_filled.Count == 0)
                _failure?.Throw();
            var item = _filled.Dequeue();
            if (_filled.Count == Ahead / 2)
                Monitor.Pulse(_gate); // the filling thread, if it waits for room
            return item;
        }
    }

    public void Return(T item)
    {
        lock (_gate)
            _free.Push(item);
    }

    /// <summary>Waits for the thread's end after <see cref="Dispose"/>. False: it is still blocked in a read.</summary>
    public bool Join(TimeSpan patience) => !_started || _thread.Join(patience);

    /// <summary>Makes the thread end at its next item. A read of a pipe may block it: it is a background thread, which does not keep the process alive.</summary>
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
        _thread.Start();
    }

    private void Run()
    {
        try
        {
            while (NextFree() is { } item)
                Add(item, isLast: !_fill(item));
        }
        catch (Exception e) // thrown again by Take
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            Complete();
            _ended();
        }
    }

    /// <summary>Waits until another item may be filled. Null: the thread must end.</summary>
    private T? NextFree()
    {
        lock (_gate)
        {
            while (_filled.Count >= Ahead && !_stopped)
                Monitor.Wait(_gate);
            if (_stopped || _complete)
                return null;
            return _free.TryPop(out var free) ? free : new T();
        }
    }

    private void Add(T item, bool isLast)
    {
        lock (_gate)
        {
            _complete = isLast;
            _filled.Enqueue(item);
            if (_filled.Count == _wakeAt || _complete)
                Monitor.Pulse(_gate); // the taking thread, if it waits for an item
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
