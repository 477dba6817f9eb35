namespace GangExitStream.Traces.Names;

/// <summary>The names of VMs, by process id and host: what <c>--vm-names</c> gives.</summary>
public sealed class VmNames
{
    private readonly Dictionary<(string? Host, int Tgid), string> _names = [];

    /// <summary>No names.</summary>
    public static VmNames None { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count => _names.Count;

    /// <summary>The name of a VM; null where it has none. One that was given for the host holds before one that was given for any.</summary>
    public string? Find(string? host, int tgid)
    {
        if (_names.Count == 0)
            return null;
        return host is not null && _names.TryGetValue((host, tgid), out var name) ? name : _names.GetValueOrDefault((null, tgid));
    }

    /// <summary>Adds a name; false where the VM has another one already.</summary>
    internal bool TryAdd(string? host, int tgid, string name) => _names.TryAdd((host, tgid), name) || _names[(host, tgid)] == name;
}
