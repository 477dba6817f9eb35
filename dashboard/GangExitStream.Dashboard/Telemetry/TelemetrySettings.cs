namespace GangExitStream.Dashboard.Telemetry;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>For people: time, level, event, key=value.</summary>
    Text,

    /// <summary>For programs: one object a line.</summary>
    Json,
}

/// <summary>How a long-running command is watched.</summary>
public sealed record TelemetrySettings
{
    /// <summary>Port of /metrics and the probes; 0: none.</summary>
    public int Port { get; init; }

    /// <summary>Where that port is open.</summary>
    public required string Address { get; init; }

    /// <summary>How log lines look; null: as the command has it by itself.</summary>
    public LogFormat? LogFormat { get; init; }
}
