using GangExitStream.Processor.Kafka.Transactions;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Checks, while this instance is not yet a member, whether the group has a coordinator. Without one, librdkafka asks for it without limit and logs
/// nothing. A join that other members delay takes long, too, but then the coordinator answers.
/// </summary>
/// <param name="unavailableReason">Asks for the coordinator, for <see cref="ProcessTimeouts.Request"/>; null: there is one.</param>
/// <param name="timeouts">The result is known after <see cref="ProcessTimeouts.Init"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class JoiningWatch(Func<Task<string?>> unavailableReason, ProcessTimeouts timeouts, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private Task<string?>? _answer;

    /// <summary>Called in the fetching loop; does not wait. Throws if the group has no coordinator.</summary>
    public async Task CheckAsync()
    {
        if (_answer is null)
        {
            _answer = time.GetElapsedTime(_since) < timeouts.Init - timeouts.Request ? null : unavailableReason();
            return;
        }
        if (!_answer.IsCompleted)
            return;
        if (await _answer is { } why)
            throw NoCoordinatorException.OfGroup($"no coordinator of the group answered in {timeouts.Init.TotalSeconds:0} s: {why}");
        (_answer, _since) = (null, time.GetTimestamp());
    }
}
