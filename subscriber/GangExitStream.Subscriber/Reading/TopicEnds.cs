using System.Collections.Immutable;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Subscriber.Reading;

/// <summary>
/// The first request of a watch: the partitions of the topic and their last stable offsets, where committed records end. While no broker
/// answers, it waits and reports that by the rule of <see cref="BrokerWait"/>.
/// </summary>
internal sealed class TopicEnds(IAdminClient admin, WatchOptions options, WatchFaults faults, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeSpan _requestTimeout = options.BrokerTimeout / 3; // short, so that waiting is reported soon
    private readonly TimeSpan? _limit = options.ExitAtEnd ? options.BrokerTimeout : null;

    public async Task<(ImmutableArray<long> Ends, KafkaProblem? Problem)> FindAsync(CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                var answer = FindOnceAsync(cancel);
                return await Task.WhenAny(answer, faults.Refused) == answer ? (await answer, null) : ([], await faults.Refused);
            }
            catch (KafkaException e) when (WatchFaults.IsTemporary(e.Error) && !(time.GetElapsedTime(start) >= _limit))
            {
                faults.ReportWaiting(_limit);
            }
            catch (KafkaException e)
            {
                return ([], faults.ToProblem(e, options.BrokerTimeout));
            }
            await Task.Delay(Pause, time, cancel);
        }
    }

    private async Task<ImmutableArray<long>> FindOnceAsync(CancellationToken cancel)
    {
        var partitions = await PartitionsAsync(cancel);
        var latest = Enumerable.Range(0, partitions)
            .Select(partition => new TopicPartitionOffsetSpec { TopicPartition = new(options.Topic, partition), OffsetSpec = OffsetSpec.Latest() });
        var request = new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadCommitted, RequestTimeout = _requestTimeout };
        var found = await admin.ListOffsetsAsync(latest, request).WaitAsync(cancel);
        return [.. found.ResultInfos.Select(info => info.TopicPartitionOffsetError).OrderBy(end => end.Partition.Value).Select(Offset)];
    }

    private async Task<int> PartitionsAsync(CancellationToken cancel)
    {
        try
        {
            var topics = TopicCollection.OfTopicNames([options.Topic]);
            var found = await admin.DescribeTopicsAsync(topics, new DescribeTopicsOptions { RequestTimeout = _requestTimeout }).WaitAsync(cancel);
            return found.TopicDescriptions[0].Partitions.Count;
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions is [var topic])
        {
            throw new KafkaException(topic.Error, e);
        }
    }

    private static long Offset(TopicPartitionOffsetError end) =>
        end.Error.IsError ? throw new KafkaException(end.Error) : end.Offset.Value;
}
