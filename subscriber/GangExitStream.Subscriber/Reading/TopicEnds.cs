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
internal sealed class TopicEnds(TopicLookup topics, WatchOptions options, WatchFaults faults, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeSpan _requestTimeout = options.BrokerTimeout / 3; // short, so that waiting is reported soon
    private readonly TimeSpan? _limit = options.ExitAtEnd ? options.BrokerTimeout : null;

    private KafkaProblem? _leaderless;

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
                faults.ReportWaiting(_limit, _leaderless);
            }
            catch (KafkaException e)
            {
                return ([], _leaderless ?? faults.ToProblem(e, options.BrokerTimeout));
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
        var found = await topics.AskAsync(admin => admin.ListOffsetsAsync(latest, request)).WaitAsync(cancel);
        return [.. found.ResultInfos.Select(info => info.TopicPartitionOffsetError).OrderBy(end => end.Partition.Value).Select(Offset)];
    }

    private async Task<int> PartitionsAsync(CancellationToken cancel)
    {
        _leaderless = null;
        var topic = (await topics.FindAsync([options.Topic], _requestTimeout, cancel))[0];
        if (topic.Error.IsError)
            throw new KafkaException(topic.Error);
        _leaderless = ReplicaHealth.LeaderlessOf([topic]);
        return _leaderless is null ? topic.Partitions.Count : throw new KafkaException(ErrorCode.LeaderNotAvailable);
    }

    private static long Offset(TopicPartitionOffsetError end) =>
        end.Error.IsError ? throw new KafkaException(end.Error) : end.Offset.Value;
}
