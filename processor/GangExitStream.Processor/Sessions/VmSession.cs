using GangExitStream.Detection;
using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// One VM of one source, live: its detector's state, the window that is open, and how far its sequence has come. Applying a
/// batch is pure: the same batches in the same order give the same state and outputs, whoever does it.
/// </summary>
public sealed class VmSession
{
    private readonly VmState _vm;
    private readonly OutputKeys _keys;
    private readonly ProcessorOptions _options;
    private readonly SessionWindow _window;
    private readonly DetectorState _snapshot = new();
    private VmTally _tallied;
    private string? _name;
    private long _nextSequence;
    private long _lastTimeNs = long.MinValue;
    private long? _wallOffset;
    private long _lateEvents;
    private long _duplicates;
    private long _gaps;
    private long _restoredGaps;

    /// <summary>A VM that nothing is known of yet.</summary>
    public VmSession(VmKey key, ProcessorOptions options)
    {
        (Key, _options) = (key, options);
        _vm = new VmState(key.Tgid);
        _keys = new OutputKeys(key, options.Prefixes.GangExit);
        _window = new SessionWindow(_keys, options);
    }

    /// <summary>Who it is.</summary>
    public VmKey Key { get; }

    /// <summary>Its source has ended, and all of it has been processed.</summary>
    public bool Ended { get; private set; }

    /// <summary>A window is open that hasn't been marked final.</summary>
    public bool HasOpenWindow => _window.IsOpen && !_window.SaidFinal;

    /// <summary>Items whose sequence had been seen before; dropped.</summary>
    public long Duplicates => _duplicates;

    /// <summary>Items that never came: holes in the sequence.</summary>
    public long Gaps => _gaps;

    /// <summary>Samples that the recorder says it lost, since the state was restored; gaps aren't among them.</summary>
    public long Lost => _vm.Tally.Lost - (_gaps - _restoredGaps);

    /// <summary>
    /// Takes a batch: drops the items that were seen before, counts those that are missing as lost, and detects in the rest.
    /// False where nothing in it was new.
    /// </summary>
    public bool Apply(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events, int partition, Epoch epoch)
    {
        var seen = Math.Clamp(_nextSequence - batch.FirstSequence, 0, events.Length);
        _duplicates += seen;
        var fresh = events[(int)seen..];
        var ends = batch.EndOfSource && !(Ended && fresh.IsEmpty) && batch.FirstSequence + events.Length >= _nextSequence;
        if (fresh.IsEmpty && !ends)
            return false;
        Ended = false;
        Learn(batch.WallClockOffsetNs);
        Learn(batch.Vm);
        TakeGap(batch.FirstSequence + seen, fresh);
        Detect(fresh, partition, epoch);
        if (ends)
            End(partition, epoch);
        return true;
    }

    /// <summary>Nothing has come for long: what the open window has is said to be final.</summary>
    public void SayIdle(int partition, Epoch epoch) => _window.Say(epoch, partition, final: true, Owner);

    /// <summary>Writes what changed: the open window's counts so far, and the state. Returns where the state's bytes begin.</summary>
    public int Write(int partition, RecordPrefix prefix, long wallMs, Epoch epoch)
    {
        if (_window.IsOpen && _window.HasChanged)
            _window.Say(epoch, partition, final: false, Owner);
        var at = epoch.Bytes.Length;
        epoch.Bytes.Append(prefix);
        DetectorStateCodec.Encode(Snapshot(wallMs), epoch.Bytes);
        epoch.Add(OutputTopic.State, partition, _keys.State, _keys.HostTgid);
        return at;
    }

    /// <summary>The state as the changelog holds it; valid until the next call.</summary>
    public DetectorState Snapshot(long wallMs)
    {
        if (_snapshot.Runners.Length < _vm.Runners.Length)
            _snapshot.Runners = new RunnerState[Math.Max(4, 2 * _vm.Runners.Length)];
        _snapshot.RunnerCount = _vm.CopyRunners(_snapshot.Runners);
        if (_snapshot.Vcpus.Length < _vm.VcpuCount)
            _snapshot.Vcpus = new VcpuState[Math.Max(4, 2 * _vm.VcpuCount)];
        _snapshot.VcpuCount = _vm.CopyVcpus(_snapshot.Vcpus);
        (_snapshot.StrideLeast, _snapshot.StrideMost) = (_vm.Stride.Least, _vm.Stride.Most);
        (_snapshot.Host, _snapshot.Source, _snapshot.Tgid) = Key;
        (_snapshot.NextSequence, _snapshot.Ended, _snapshot.LastSeenWallMs) = (_nextSequence, Ended, wallMs);
        (_snapshot.HasEntered, _snapshot.HasRunCore) = (_vm.HasEntered, _vm.HasRunCore);
        _snapshot.CedesPerTgid = (int)Math.Min(_vm.CedesPerTgid, int.MaxValue);
        (_snapshot.LastTimeNs, _snapshot.WallClockOffsetNs) = (_lastTimeNs, _wallOffset);
        (_snapshot.LateEvents, _snapshot.Duplicates, _snapshot.Gaps) = (_lateEvents, _duplicates, _gaps);
        _snapshot.Vm = _name;
        _window.CopyTo(_snapshot);
        return _snapshot;
    }

    /// <summary>Takes a snapshot back.</summary>
    public void Restore(DetectorState state)
    {
        _vm.Restore(state.HasRunCore, state.HasEntered, state.CedesPerTgid, default, state.Runners.AsSpan(0, state.RunnerCount));
        _vm.RestoreVcpus(VcoreStride.Between(state.StrideLeast, state.StrideMost), state.Vcpus.AsSpan(0, state.VcpuCount));
        _tallied = default;
        (_nextSequence, Ended) = (state.NextSequence, state.Ended);
        (_lastTimeNs, _wallOffset) = (state.LastTimeNs, state.WallClockOffsetNs);
        (_lateEvents, _duplicates, _gaps, _restoredGaps) = (state.LateEvents, state.Duplicates, state.Gaps, state.Gaps);
        _name = state.Vm;
        _window.Restore(state);
    }

    private WindowOwner Owner => new(_vm.HasRunCore, Clock, _name);

    private ClockKind Clock => _wallOffset is null ? ClockKind.Trace : ClockKind.Wall;

    private void Learn(long? wallOffset)
    {
        if (wallOffset is not { } offset || offset == _wallOffset)
            return;
        _wallOffset = offset;
        _window.Realign(offset);
    }

    /// <summary>The latest name holds, from this batch on; one that doesn't know it says nothing. Decoders yield one name as one object.</summary>
    private void Learn(string? name)
    {
        if (name is not null && name != _name)
            _name = VmName.Clean(name) ?? _name;
    }

    /// <summary>Items that never came are lost ones, on a CPU that nobody knows: every open run is uncertain.</summary>
    private void TakeGap(long sequence, ReadOnlySpan<KvmEvent> fresh)
    {
        var missing = sequence - _nextSequence;
        if (missing <= 0)
            return;
        _gaps += missing;
        _nextSequence = sequence;
        var sink = default(NullSink);
        var time = fresh.IsEmpty ? _lastTimeNs : fresh[0].TimeNs;
        GangDetector.Step(_vm, KvmEvent.Lost(time, KvmEvent.Unknown, missing), ref sink);
    }

    private void Detect(ReadOnlySpan<KvmEvent> events, int partition, Epoch epoch)
    {
        var sink = new SessionSink(this, _window, partition, epoch, _keys, _options);
        var exits = _window.Exits;
        var (first, last, end) = (_nextSequence, _lastTimeNs, EndOfWindow);
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            if (e.TimeNs < last)
                _lateEvents++; // counted in the window that is open: a closed one is never opened again
            else
                last = e.TimeNs;
            if (last >= end)
                end = NextWindow(last, partition, epoch);
            if (e.Kind == KvmEventKind.GuestExit)
            {
                exits.Add(e.Trap);
                GangDetector.GuestExitOfOne(_vm, e);
                continue;
            }
            sink.Sequence = first + i;
            GangDetector.Step(_vm, e, ref sink);
        }
        (_nextSequence, _lastTimeNs) = (first + events.Length, last);
        Tally();
    }

    /// <summary>The first time that isn't the open window's; without one any time isn't.</summary>
    private long EndOfWindow => _window.IsOpen ? _window.EndTraceNs : long.MinValue;

    /// <summary>Closes the window, and opens that of a time; returns its end.</summary>
    private long NextWindow(long timeNs, int partition, Epoch epoch)
    {
        Tally();
        _window.Close(epoch, partition, Owner);
        _window.Open(timeNs, _wallOffset ?? 0, carry: !_vm.HasRunCore);
        return EndOfWindow;
    }

    /// <summary>The window is final but kept: where the source goes on all the same, its counts go on too.</summary>
    private void End(int partition, Epoch epoch)
    {
        _vm.Finish();
        Tally();
        _tallied = _vm.Tally; // a loss with no window to count it in is in Gaps only, whether the state is restored or not
        if (_window.IsOpen)
            _window.Say(epoch, partition, final: true, Owner);
        Ended = true;
    }

    /// <summary>Moves what the detector counted by itself (orphans, unfinished runs, losses) into the open window.</summary>
    private void Tally()
    {
        if (!_window.IsOpen)
            return;
        var now = _vm.Tally;
        _window.Counts.Add(_tallied, now);
        _tallied = now;
    }

    /// <summary>Where a run's times lie on the clock that is written.</summary>
    internal long Written(long traceNs) => traceNs + (_wallOffset ?? 0);

    internal ClockKind WrittenClock => Clock;

    internal string? Name => _name;
}
