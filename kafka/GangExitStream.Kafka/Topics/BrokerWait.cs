namespace GangExitStream.Kafka.Topics;

/// <summary>
/// The rule for commands that start while no broker answers. A command that runs until it is stopped waits without limit, and reports it once. A
/// command that ends by itself (topics, and any with --exit-at-end) gives up after <see cref="Limit"/>. <c>produce</c> always waits, because its
/// input may not be readable again.
/// </summary>
public static class BrokerWait
{
    /// <summary>How long a command that ends by itself waits for the first answer of a broker.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Checks topics; repeats the request until a broker answers.</summary>
    /// <param name="admin">The admin client.</param>
    /// <param name="wanted">The topics to check against the contract.</param>
    /// <param name="waiting">Called once when no broker answers.</param>
    /// <param name="answered">Called when a broker answers after <paramref name="waiting"/> was called.</param>
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
