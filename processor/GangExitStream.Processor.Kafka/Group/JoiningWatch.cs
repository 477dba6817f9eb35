using GangExitStream.Processor.Kafka.Transactions;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Asks, while the group hasn't taken us in, whether any broker coordinates it: where none does, librdkafka asks for one without limit, and says
/// nothing. A join that other members delay takes long, too, and there a broker answers.
/// </summary>
/// <param name="whyNone">Asks, for as long as a request may take; null: there is one.</param>
/// <param name="timeouts">It is known when <see cref="ProcessTimeouts.Init"/> is over.</param>
/// <param name="time">The clock.</param>
internal sealed class JoiningWatch(Func<Task<string?>> whyNone, ProcessTimeouts timeouts, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private Task<string?>? _answer;

    /// <summary>To be called while we wait; doesn't wait itself. Throws where no broker coordinates the group.</summary>
    public async Task LookAsync()
    {
        if (_answer is null)
        {
            _answer = time.GetElapsedTime(_since) < timeouts.Init - timeouts.Request ? null : whyNone();
            return;
        }
        if (!_answer.IsCompleted)
            return;
        if (await _answer is { } why)
            throw NoCoordinatorException.OfGroup($"no coordinator of the group answered in {timeouts.Init.TotalSeconds:0} s: {why}");
        (_answer, _since) = (null, time.GetTimestamp());
    }
}
