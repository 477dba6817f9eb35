namespace GangExitStream.Demo;

/// <summary>Sums up the records of one VM in gang-exits.</summary>
internal sealed class ExitTotals
{
    private long _lastSequence = -1;

    /// <summary>Number of records.</summary>
    public long Exits { get; private set; }

    /// <summary>Sum of forced threads.</summary>
    public long Forced { get; private set; }

    /// <summary>Number of uncertain gang exits.</summary>
    public long Uncertain { get; private set; }

    public NamedTally Triggers { get; } = new();

    /// <summary>Number of duplicate records or records out of order: their sequence number is not larger than the previous one.</summary>
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
