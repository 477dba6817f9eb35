namespace GangExitStream.Kafka.Logging;

/// <summary>How much a log line matters.</summary>
public enum LogLevel
{
    /// <summary>Part of the normal life.</summary>
    Info,

    /// <summary>Something failed and is being dealt with.</summary>
    Warn,

    /// <summary>Somebody has to do something.</summary>
    Error,
}
