using System.Runtime.InteropServices;

namespace GangExitStream.Dashboard.Fleet;

/// <summary>The recordings of each VM (host and tgid) as a linked list through their states, since nearly every VM has one.</summary>
internal sealed class VmIndex
{
    private readonly Dictionary<(string Host, int Tgid), VmState> _first = [];

    /// <summary>A VM's recordings, the latest first; empty: not known.</summary>
    public IEnumerable<VmState> Of(string host, int tgid)
    {
        for (var vm = _first.GetValueOrDefault((host, tgid)); vm is not null; vm = vm.NextRecording)
            yield return vm;
    }

    /// <summary>Adds a new recording.</summary>
    public void Add(VmState vm)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, KeyOf(vm), out _);
        (vm.NextRecording, first) = (first, vm);
    }

    /// <summary>Removes a recording.</summary>
    public void Remove(VmState vm)
    {
        var first = _first[KeyOf(vm)];
        if (first != vm)
        {
            var before = first;
            while (before.NextRecording != vm)
                before = before.NextRecording!;
            before.NextRecording = vm.NextRecording;
        }
        else if (vm.NextRecording is { } next)
        {
            _first[KeyOf(vm)] = next;
        }
        else
        {
            _first.Remove(KeyOf(vm));
        }
    }

    private static (string Host, int Tgid) KeyOf(VmState vm) => (vm.Sums.Host, vm.Sums.Tgid);
}

/// <summary>The state of one recording of a VM.</summary>
internal sealed class VmState(VmSums sums)
{
    public VmSums Sums { get; set; } = sums;

    public VmWindows Windows { get; } = new();

    /// <summary>The next recording of the same VM in <see cref="VmIndex"/>; null: none.</summary>
    public VmState? NextRecording { get; set; }
}
