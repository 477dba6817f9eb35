namespace GangExitStream.Kafka.Topics;

/// <summary>
/// How long a command waits for a broker that doesn't answer when it starts, by one rule: a command that runs until it is stopped waits as long as it
/// takes, and says so once; one that ends by itself (topics, and any with --exit-at-end) gives up. <c>produce</c> always waits: its
/// input may not come a second time.
/// </summary>
public static class BrokerWait
{
    /// <summary>How long a command that ends by itself waits for the first answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Asks for topics until a broker answers.</summary>
    /// <param name="admin">Asks.</param>
    /// <param name="wanted">The topics, which must agree with the contract.</param>
    /// <param name="waiting">Hears of the broker that is away, once.</param>
    /// <param name="answered">Hears of its return, where it was away.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task<TopicsResult> CheckAsync(TopicAdmin admin, IReadOnlyCollection<TopicSpec> wanted, Action<KafkaProblem> waiting, Action answered, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(waiting);
        ArgumentNullException.ThrowIfNull(answered);
        var isAway = false;
        while (true)
        {
            var found = await admin.CheckAsync(wanted, stop).ConfigureAwait(false);
            if (found.Problems.FirstOrDefault(problem => problem.Id == KafkaProblemId.BrokerUnreachable) is not { } away)
            {
                if (isAway)
                    answered();
                return found;
            }
            if (!isAway)
                waiting(away);
            isAway = true;
        }
    }
}
