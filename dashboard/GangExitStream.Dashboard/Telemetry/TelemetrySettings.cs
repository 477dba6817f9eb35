namespace GangExitStream.Dashboard.Telemetry;

/// <summary>The format of log lines.</summary>
public enum LogFormat
{
    /// <summary>Text: time, level, event, key=value.</summary>
    Text,

    /// <summary>One JSON object per line.</summary>
    Json,
}

/// <summary>Telemetry settings of a long-running command.</summary>
public sealed record TelemetrySettings
{
    /// <summary>Port of /metrics, /healthz and /readyz; 0: none.</summary>
    public int Port { get; init; }

    /// <summary>Address to listen on.</summary>
    public required string Address { get; init; }

    /// <summary>Format of log lines; null: the command's default.</summary>
    public LogFormat? LogFormat { get; init; }
}
