namespace GangExitStream.Demo;

/// <summary>What gang-exits says of one VM.</summary>
internal sealed class ExitTotals
{
    private long _lastSequence = -1;

    /// <summary>Records.</summary>
    public long Exits { get; private set; }

    /// <summary>Threads forced out.</summary>
    public long Forced { get; private set; }

    /// <summary>Those in runs that a loss touched.</summary>
    public long Uncertain { get; private set; }

    public NamedTally Triggers { get; } = new();

    /// <summary>Records that came twice, or out of order: sequences rise.</summary>
    public long Disordered { get; private set; }

    public void Add(in GangExit exit)
    {
        Exits++;
        Forced += exit.Forced;
        Uncertain += exit.Uncertain ? 1 : 0;
        if (exit.Trigger is { } trap)
            Triggers.Add(trap, 1);
        Disordered += exit.Sequence <= _lastSequence ? 1 : 0;
        _lastSequence = Math.Max(_lastSequence, exit.Sequence);
    }
}
