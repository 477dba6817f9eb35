namespace GangExitStream.Tests.Chaos.Faults;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL of an instance at some time.</summary>
    Kill,

    /// <summary>An instance dies at a step of its epoch's commit.</summary>
    Step,

    /// <summary>An instance's attempt fails at such a step: the next one goes on as the same member of the group.</summary>
    Attempt,

    /// <summary>SIGSTOP past session and transaction timeouts, then SIGCONT.</summary>
    Zombie,

    /// <summary>SIGKILL and restart of the only broker.</summary>
    Broker,

    /// <summary>One to four instances, by SIGTERM and new ones.</summary>
    Scale,

    /// <summary>SIGKILL of a producer; its trace is published again from the start.</summary>
    Producer,

    /// <summary>Records that break the contract.</summary>
    Poison,

    /// <summary>The changelog is truncated or wiped: refused or rebuilt, never wrong.</summary>
    Changelog,

    /// <summary>Of three brokers SIGKILL of the leader of a partition, of the group or of a transaction coordinator.</summary>
    Leader,
}
