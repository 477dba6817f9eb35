using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Producer.Publishing;

/// <summary>Key and partition of a VM's records: the key <c>host/tgid</c>, and the partition that Java's default partitioner chooses for it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VmRoute(byte[] Key, TopicPartition Partition);

/// <summary>A cache of the VMs' routes.</summary>
internal sealed class VmRoutes(EventsTopic topic)
{
    private const int MaxKept = 1 << 17; // more VMs than a source may have

    private readonly Dictionary<(string Host, int Tgid), VmRoute> _routes = [];

    public VmRoute Find(string host, int tgid)
    {
        if (_routes.TryGetValue((host, tgid), out var route))
            return route;
        if (_routes.Count >= MaxKept)
            _routes.Clear();
        var key = Encoding.UTF8.GetBytes($"{host}/{tgid}");
        return _routes[(host, tgid)] = new VmRoute(key, new TopicPartition(topic.Name, Murmur2.Partition(key, topic.Partitions)));
    }
}
