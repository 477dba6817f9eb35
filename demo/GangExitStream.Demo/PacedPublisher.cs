using System.Text;
using GangExitStream.Kafka;
using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Publishing;

namespace GangExitStream.Demo;

/// <summary>Publishes only while few records wait for the processor (see <see cref="Flow"/>).</summary>
internal sealed class PacedPublisher(IBatchPublisher inner, Flow flow, int partitions) : IBatchPublisher
{
    public bool HasRoom => inner.HasRoom && flow.HasRoom;

    public DeliveryFault? Fault => inner.Fault;

    public async ValueTask WaitForRoomAsync(CancellationToken stop)
    {
        await inner.WaitForRoomAsync(stop);
        if (inner.Fault is null)
            await flow.UntilRoomAsync(stop);
    }

    public int Publish(in VmBatch batch)
    {
        var key = Encoding.UTF8.GetBytes($"{batch.Header.Host}/{batch.Header.Tgid}");
        var bytes = inner.Publish(in batch);
        flow.Published(Murmur2.Partition(key, partitions), bytes);
        return bytes;
    }
}
