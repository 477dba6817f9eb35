namespace GangExitStream.Producer.Live.Command;

/// <summary>Decides the delay before the next restart, and when to give up.</summary>
internal sealed class RestartState(LiveRecorderOptions options)
{
    private readonly BackOff _backOff = new(options);
    private LiveProblemId? _lastPermanent;
    private int _times;

    /// <summary>The delay before the next start; null: give up because of <paramref name="problem"/>.</summary>
    public TimeSpan? After(SessionEnd end, out LiveProblem? problem)
    {
        problem = null;
        if (end.Lived >= options.SteadyAfter)
        {
            _backOff.Reset();
            _lastPermanent = null;
        }
        else if (ShouldGiveUp(end.Permanent))
        {
            problem = end.ToProblem(end.Permanent!.Value, _times);
        }
        return problem is null ? _backOff.Next() : null;
    }

    private bool ShouldGiveUp(LiveProblemId? permanent)
    {
        _times = permanent is not null && permanent == _lastPermanent ? _times + 1 : 1;
        _lastPermanent = permanent;
        return permanent is not null && _times >= options.PermanentFailures;
    }
}
