namespace GangExitStream.Tests.Unit.Avro;

/// <summary>Real time, except that delays of less than ten seconds end at once and are recorded.</summary>
internal sealed class RecordingTime : TimeProvider
{
    public List<TimeSpan> Pauses { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= TimeSpan.FromSeconds(10))
            return base.CreateTimer(callback, state, dueTime, period);
        Pauses.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
