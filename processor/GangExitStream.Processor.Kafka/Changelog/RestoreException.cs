namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>A state can't be restored; the message gives the reason.</summary>
public sealed class RestoreException(string message, string nextStep = RestoreException.Reset) : Exception(message)
{
    private const string Reset = "docs/runbook.md, \"Resetting\"";

    /// <summary>What to do about it.</summary>
    public string NextStep { get; } = nextStep;
}
