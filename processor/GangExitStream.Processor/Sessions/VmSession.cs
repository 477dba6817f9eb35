using GangExitStream.Detection;
using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// One VM of one source, decoded: the detector's state, the open window, and the next sequence number. Deterministic: the same batches in
/// the same order give the same state and outputs in every instance.
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

    /// <summary>A session without any events yet.</summary>
    public VmSession(VmKey key, ProcessorOptions options)
    {
        (Key, _options) = (key, options);
        _vm = new VmState(key.Tgid);
        _keys = new OutputKeys(key, options.Prefixes.GangExit);
        _window = new SessionWindow(_keys, options);
    }

    /// <summary>Host, source and tgid of the VM.</summary>
    public VmKey Key { get; }

    /// <summary>The end of the source was processed, and no new item has come since.</summary>
    public bool Ended { get; private set; }

    /// <summary>A window is open and not written as final.</summary>
    public bool HasOpenWindow => _window.IsOpen && !_window.IsWrittenFinal;

    /// <summary>Items dropped because their sequence number had been processed before.</summary>
    public long Duplicates => _duplicates;

    /// <summary>Items missing in the sequence.</summary>
    public long Gaps => _gaps;

    /// <summary>Samples that the recorder lost since the state was restored, without <see cref="Gaps"/>.</summary>
    public long Lost => _vm.Tally.Lost - (_gaps - _restoredGaps);

    /// <summary>
    /// Processes a batch: drops the items that were processed before, counts missing items as lost, and runs the detector on the rest.
    /// False: the batch has nothing new.
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
        SetWallOffset(batch.WallClockOffsetNs);
        SetName(batch.Vm);
        CountGap(batch.FirstSequence + seen, fresh);
        Detect(fresh, partition, epoch);
        if (ends)
            End(partition, epoch);
        return true;
    }

    /// <summary>Writes the open window as final because the VM has been idle.</summary>
    public void WriteFinalWindow(int partition, Epoch epoch) => _window.Write(epoch, partition, final: true, Owner);

    /// <summary>Writes the open window's counts, if they changed, and the state. Returns the position in the part's bytes where the state begins.</summary>
    public int Write(int partition, RecordPrefix prefix, long wallMs, Epoch epoch)
    {
        if (_window.IsOpen && _window.HasChanged)
            _window.Write(epoch, partition, final: false, Owner);
        var at = epoch.Bytes.Length;
        epoch.Bytes.Append(prefix);
        DetectorStateCodec.Encode(Snapshot(wallMs), epoch.Bytes);
        epoch.Add(OutputTopic.State, partition, _keys.State, _keys.HostTgid);
        return at;
    }

    /// <summary>The state as written to the changelog. The object is reused: it is valid until the next call.</summary>
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

    /// <summary>Restores the session from a snapshot.</summary>
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

    private void SetWallOffset(long? wallOffset)
    {
        if (wallOffset is not { } offset || offset == _wallOffset)
            return;
        _wallOffset = offset;
        _window.Realign(offset);
    }

    /// <summary>The latest name wins; a batch without a name changes nothing. The decoder caches strings, so the comparison is mostly by reference.</summary>
    private void SetName(string? name)
    {
        if (name is not null && name != _name)
            _name = VmName.Clean(name) ?? _name;
    }

    /// <summary>Missing items count as a loss on an unknown CPU, so every open run becomes uncertain.</summary>
    private void CountGap(long sequence, ReadOnlySpan<KvmEvent> fresh)
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
                _lateEvents++; // counted in the open window: a closed window is never opened again
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

    /// <summary>The exclusive end of the open window; without one, the smallest time, so that the next event opens a window.</summary>
    private long EndOfWindow => _window.IsOpen ? _window.EndTraceNs : long.MinValue;

    /// <summary>Closes the window and opens the one that contains a time; returns its end.</summary>
    private long NextWindow(long timeNs, int partition, Epoch epoch)
    {
        Tally();
        _window.Close(epoch, partition, Owner);
        _window.Open(timeNs, _wallOffset ?? 0, carry: !_vm.HasRunCore);
        return EndOfWindow;
    }

    /// <summary>Writes the window as final but keeps it open: when the source continues after all, so do the window's counts.</summary>
    private void End(int partition, Epoch epoch)
    {
        _vm.Finish();
        Tally();
        _tallied = _vm.Tally; // a loss without an open window counts in Gaps only; a restored session does the same
        if (_window.IsOpen)
            _window.Write(epoch, partition, final: true, Owner);
        Ended = true;
    }

    /// <summary>Adds what the detector has counted since the last call (orphans, unfinished runs, losses) to the open window.</summary>
    private void Tally()
    {
        if (!_window.IsOpen)
            return;
        var now = _vm.Tally;
        _window.Counts.Add(_tallied, now);
        _tallied = now;
    }

    /// <summary>Converts a time of the trace to the clock of the outputs: wall time where the offset is known.</summary>
    internal long Written(long traceNs) => traceNs + (_wallOffset ?? 0);

    internal ClockKind WrittenClock => Clock;

    internal string? Name => _name;
}
