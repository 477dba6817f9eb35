using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Subscriber;

namespace GangExitStream.Dashboard.Fleet;

/// <summary>
/// The contents of gang-exit-counts: sums of each VM, its latest windows, and the fleet over time. A window's records are cumulative, so a later
/// one replaces the earlier one. One thread writes (the topic's reader); reading is thread-safe.
/// </summary>
/// <param name="limits">Limits of what is kept.</param>
public sealed class FleetStore(StoreLimits limits) : IWatchView<GangExitCount>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VmId, VmState> _vms = [];
    private readonly VmIndex _recordings = new();
    private readonly FleetTimeline[] _timelines = [new(), new()]; // by clock
    private readonly Utf8StringCache _strings = new(4096);
    private readonly AvroBuffer _buffer = new();
    private StoreStatus _status = new();
    private long _windowBytes;
    private long _windows;

    /// <summary>The state of the store.</summary>
    internal StoreStatus Status
    {
        get
        {
            lock (_gate)
                return _status with { Vms = _vms.Count, Windows = _windows, WindowBytes = _windowBytes };
        }
    }

    /// <inheritdoc/>
    public void Add(in GangExitCount item)
    {
        lock (_gate)
        {
            _status = _status with { Version = _status.Version + 1, Records = _status.Records + 1 };
            if (BodyOf(in item) is { } body)
                Put(StateOf(in item), in item, body);
            else
                _status = _status with { Refused = _status.Refused + 1 };
        }
    }

    /// <inheritdoc/>
    public void Show(in WatchProgress progress)
    {
        lock (_gate)
            _status = _status with { CaughtUp = _status.CaughtUp || progress.CaughtUp, Undecodable = progress.Undecodable };
    }

    /// <inheritdoc/>
    public void Complete(in WatchProgress progress) => Show(in progress);

    /// <summary>The sums of every VM, unordered.</summary>
    internal VmSums[] ReadVms()
    {
        lock (_gate)
            return [.. _vms.Values.Select(vm => vm.Sums)];
    }

    /// <summary>The sums of each recording of one VM, ordered by source. The cost is independent of the fleet's size.</summary>
    internal IReadOnlyList<VmSums> ReadVms(string host, int tgid)
    {
        lock (_gate)
            return [.. _recordings.Of(host, tgid).Select(vm => vm.Sums).OrderBy(one => one.Source, StringComparer.Ordinal)];
    }

    /// <summary>A VM's latest windows of all its recordings, ordered by start.</summary>
    internal IReadOnlyList<GangExitCount> ReadWindows(string host, int tgid)
    {
        lock (_gate)
            return [.. _recordings.Of(host, tgid).SelectMany(vm => vm.Windows.Read(vm.Sums.Id, _strings)).OrderBy(window => window.WindowStartNs).ThenBy(window => window.Source, StringComparer.Ordinal)];
    }

    /// <summary>The latest windows of one recording of a VM; empty: not known.</summary>
    internal IReadOnlyList<GangExitCount> ReadWindows(VmId id)
    {
        lock (_gate)
            return _vms.TryGetValue(id, out var vm) ? vm.Windows.Read(id, _strings) : [];
    }

    /// <summary>The fleet over time, on one clock, and the bins' width in nanoseconds.</summary>
    internal (IReadOnlyList<FleetBin> Bins, long WidthNs) ReadTimeline(ClockKind clock)
    {
        lock (_gate)
            return (_timelines[(int)clock].Read(), _timelines[(int)clock].WidthNs);
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private byte[]? BodyOf(in GangExitCount item)
    {
        if (item.Host.Length > limits.MaxName || item.Source.Length > limits.MaxName || item.WindowEndNs < item.WindowStartNs)
            return null;
        _buffer.Clear();
        var error = GangExitCountCodec.Encode(item with { Host = "", Source = "" }, _buffer);
        return error.Failed || _buffer.Length > limits.MaxWindow ? null : _buffer.Written.ToArray();
    }

    private VmState StateOf(in GangExitCount item)
    {
        var id = new VmId(item.Host, item.Source, item.Tgid);
        if (_vms.TryGetValue(id, out var vm))
            return vm;
        if (_vms.Count >= limits.MaxVms)
            DropOldest();
        _vms.Add(id, vm = new VmState(new VmSums(id)));
        _recordings.Add(vm);
        return vm;
    }

    private void Put(VmState vm, in GangExitCount item, byte[] body)
    {
        if (vm.Windows.IsForgotten(item.WindowStartNs))
        {
            vm.Sums = vm.Sums with { TooLate = vm.Sums.TooLate + 1, Version = _status.Version };
            _status = _status with { TooLate = _status.TooLate + 1 };
            return;
        }
        GangExitCount? before = vm.Windows.Find(item.WindowStartNs) is { } old ? VmWindows.Decode(old, vm.Sums.Id, _strings) : null;
        vm.Sums = Replace(vm.Sums, before, in item) with { Version = _status.Version };
        if (before is { } replaced)
            _timelines[(int)replaced.Clock].Add(in replaced, -1);
        _timelines[(int)item.Clock].Add(in item, 1);
        Keep(vm, item.WindowStartNs, body);
    }

    private static VmSums Replace(VmSums sums, GangExitCount? before, in GangExitCount item) => sums with
    {
        Counts = CountSums.Plus(before is { } old ? CountSums.Plus(sums.Counts, old.Counts, -1) : sums.Counts, item.Counts),
        Triggers = CountSums.Plus(sums.Triggers, before?.Triggers, item.Triggers),
        Exits = CountSums.Plus(sums.Exits, before?.Exits, item.Exits),
        Name = item.WindowStartNs >= sums.LastWindowStartNs ? item.Vm ?? sums.Name : sums.Name ?? item.Vm,
        HasRunCore = sums.HasRunCore || item.HasRunCore,
        Clock = item.Clock,
        FirstWindowStartNs = Math.Min(sums.FirstWindowStartNs, item.WindowStartNs),
        LastWindowStartNs = Math.Max(sums.LastWindowStartNs, item.WindowStartNs),
        LastWindowEndNs = Math.Max(sums.LastWindowEndNs, item.WindowEndNs),
        Windows = sums.Windows + (before is null ? 1 : 0),
    };

    private void Keep(VmState vm, long startNs, byte[] body)
    {
        var count = vm.Windows.Count;
        _windowBytes += vm.Windows.Put(startNs, body);
        _windowBytes -= vm.Windows.Trim(limits.MaxWindowsOfVm);
        _windows += vm.Windows.Count - count;
        if (_windowBytes > limits.MaxWindowBytes)
            MakeRoom();
    }

    /// <summary>Removes windows down to three quarters of the limit, so that it doesn't repeat for every record.</summary>
    private void MakeRoom()
    {
        var enough = limits.MaxWindowBytes / 4 * 3;
        for (var most = (int)(_windows / _vms.Count); _windowBytes > enough && most > 0; most = most == 1 ? 0 : Math.Max(1, most * 3 / 4))
        {
            foreach (var vm in _vms.Values)
                Trim(vm, most);
        }
        while (_windowBytes > enough && _vms.Count > 1)
            DropOldest();
    }

    private void Trim(VmState vm, int most)
    {
        var count = vm.Windows.Count;
        _windowBytes -= vm.Windows.Trim(most);
        _windows += vm.Windows.Count - count;
    }

    /// <summary>Removes a tenth of the VMs: those with the oldest last records.</summary>
    private void DropOldest()
    {
        var dropped = Math.Max(1, _vms.Count / 10);
        foreach (var vm in _vms.Values.OrderBy(vm => vm.Sums.Version).Take(dropped).ToList())
        {
            Trim(vm, 0);
            _vms.Remove(vm.Sums.Id);
            _recordings.Remove(vm);
        }
        _status = _status with { DroppedVms = _status.DroppedVms + dropped };
    }
}
