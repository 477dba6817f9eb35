using System.Collections.Immutable;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Producer.Publishing;

/// <summary>Waits for a broker, and checks the events topic against the topic contract.</summary>
public static class TopicWait
{
    /// <summary>The topic, or the problems with it. Waits while no broker answers, and reports that once.</summary>
    public static async Task<(EventsTopic? Topic, ImmutableArray<KafkaProblem> Problems)> FindAsync(KafkaOptions kafka, Action<string> report, CancellationToken stop)
    {
        var wanted = new TopicPlan(kafka.Topics).Events;
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var found = await BrokerWait.CheckAsync(admin, [wanted], away => report($"{away}. Waiting for it"), () => report("a Kafka broker answers now"), stop).ConfigureAwait(false);
        return (found.IsGood ? new EventsTopic(wanted.Name, found.Topics[0].Partitions) : null, found.Problems);
    }
}
