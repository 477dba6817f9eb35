using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// The tumbling window of a VM's current event time. At most one is open: a late event is counted in the open window, and the window is final
/// when the event time passes its end.
/// </summary>
internal sealed class SessionWindow(OutputKeys keys, ProcessorOptions options)
{
    private readonly WindowState _window = new();
    private readonly ExitTally _exits = new();
    private readonly long _length = options.Window.Ticks * 100;

    public bool IsOpen { get; private set; }

    /// <summary>The last written count is marked final because the VM was idle or its source ended. More events may still follow.</summary>
    public bool IsWrittenFinal { get; private set; }

    /// <summary>The window has counts that are not written yet.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>End of the open window, exclusive, in nanoseconds on the trace's clock.</summary>
    public long EndTraceNs { get; private set; } = long.MinValue;

    public ref RunCounts Counts
    {
        get
        {
            (IsWrittenFinal, HasChanged) = (false, true);
            return ref _window.Counts;
        }
    }

    /// <summary>
    /// Opens the window that contains a time. <paramref name="carry"/> moves orphan exits and losses into it from the previous window; used
    /// until the VM's first run_core, see <see cref="Write"/>.
    /// </summary>
    public void Open(long traceNs, long offset, bool carry)
    {
        var written = traceNs + offset;
        var start = written - ((written % _length + _length) % _length);
        (_window.StartNs, _window.EndNs, EndTraceNs) = (start, start + _length, start + _length - offset);
        _window.Counts = carry ? new RunCounts { OrphanExits = _window.Counts.OrphanExits, Lost = _window.Counts.Lost } : default;
        _window.Triggers.Clear();
        _exits.Clear();
        (IsOpen, IsWrittenFinal, HasChanged) = (true, false, true);
    }

    /// <summary>The wall-clock offset changed: the window keeps its bounds in wall time, so its end on the trace's clock moves.</summary>
    public void Realign(long offset) => EndTraceNs = IsOpen ? _window.EndNs - offset : EndTraceNs;

    public void Count(in ClosedRun run, bool isGangExit, bool perTgid)
    {
        ref var counts = ref Counts;
        counts.Add(run);
        if (perTgid)
            counts.ForcedThreads += run.ForcedPerTgid - run.Forced;
        if (isGangExit && run.TriggerTrap != RunnerState.NoTrap)
            _window.Triggers.Add(TrapNames.Format(run.TriggerTrap));
    }

    /// <summary>Guest exits of the open window, by trap.</summary>
    public ExitTally Exits => _exits;

    /// <summary>Writes the window as final and closes it, because the event time has passed its end.</summary>
    public void Close(Epoch epoch, int partition, in WindowOwner vm)
    {
        if (IsOpen)
            Write(epoch, partition, final: true, vm);
        (IsOpen, EndTraceNs) = (false, long.MinValue);
    }

    /// <summary>
    /// Writes the window's counts so far. Until a VM's first run_core, only its guest exits by trap are written: the other counts are carried from
    /// window to window (<see cref="Open"/>) and must not be written in two windows.
    /// </summary>
    public void Write(Epoch epoch, int partition, bool final, in WindowOwner vm)
    {
        (IsWrittenFinal, HasChanged) = (final, false);
        if (!vm.HasRunCore && _exits.IsEmpty)
            return;
        _exits.CopyTo(_window.Exits);
        epoch.Bytes.Append(options.Prefixes.Count);
        GangExitCountCodec.Encode(Record(vm, final), epoch.Bytes);
        epoch.Add(OutputTopic.Counts, partition, keys.Window(_window.StartNs), keys.HostTgid);
    }

    public void CopyTo(DetectorState state)
    {
        state.UnattributedExits = state.HasRunCore ? 0 : _window.Counts.OrphanExits;
        state.Windows.Clear();
        if (!IsOpen)
            return;
        _exits.CopyTo(_window.Exits);
        state.Windows.Add(_window);
    }

    public void Restore(DetectorState state)
    {
        IsOpen = state.Windows.Count > 0;
        if (!IsOpen)
            return;
        var saved = state.Windows[0];
        Open(saved.StartNs, 0, carry: false);
        (_window.EndNs, EndTraceNs) = (saved.EndNs, saved.EndNs - (state.WallClockOffsetNs ?? 0));
        _window.Counts = saved.Counts;
        foreach (var trigger in saved.Triggers.Items)
            _window.Triggers.Add(trigger.Trap, trigger.Count);
        _exits.Restore(saved.Exits);
        (IsWrittenFinal, HasChanged) = (state.Ended, false);
    }

    private GangExitCount Record(in WindowOwner vm, bool final) => new()
    {
        Host = keys.Key.Host,
        Source = keys.Key.Source,
        Tgid = keys.Key.Tgid,
        WindowStartNs = _window.StartNs,
        WindowEndNs = _window.EndNs,
        Counts = vm.HasRunCore ? _window.Counts : default,
        Triggers = _window.Triggers,
        Clock = vm.Clock,
        Final = final,
        Exits = _window.Exits,
        HasRunCore = vm.HasRunCore,
        Vm = vm.Name,
    };
}

/// <summary>The fields of a window's record that describe its VM.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WindowOwner(bool HasRunCore, ClockKind Clock, string? Name);
