namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>The brokers' state of a transaction.</summary>
internal sealed class FakeTransaction
{
    /// <summary>Null while it is open.</summary>
    public bool? IsCommitted { get; private set; }

    /// <summary>The group's offsets that it sets.</summary>
    public Dictionary<int, long> Offsets { get; } = [];

    /// <summary>Nobody goes on with it: the broker aborts it when it has timed out, here when it was asked for so many times.</summary>
    public int? AsksLeft { get; set; }

    public bool IsOpen => IsCommitted is null;

    public void End(bool commits) => IsCommitted ??= commits;
}
