namespace GangExitStream.Traces.Names;

/// <summary>The names of VMs by host and process id, as given with <c>--vm-names</c>.</summary>
public sealed class VmNames
{
    private readonly Dictionary<(string? Host, int Tgid), string> _names = [];

    /// <summary>No names.</summary>
    public static VmNames None { get; } = new();

    /// <summary>Number of names.</summary>
    public int Count => _names.Count;

    /// <summary>The name of a VM, or null. A name given for this host takes precedence over one given without a host.</summary>
    public string? Find(string? host, int tgid)
    {
        if (_names.Count == 0)
            return null;
        return host is not null && _names.TryGetValue((host, tgid), out var name) ? name : _names.GetValueOrDefault((null, tgid));
    }

    /// <summary>Adds a name. False: the VM already has a different one.</summary>
    internal bool TryAdd(string? host, int tgid, string name) => _names.TryAdd((host, tgid), name) || _names[(host, tgid)] == name;
}
