namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>A state can't be restored; the message gives the reason. docs/runbook.md describes how to reset the group and its topics.</summary>
public sealed class RestoreException(string message) : Exception(message);
