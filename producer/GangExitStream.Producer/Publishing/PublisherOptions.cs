using System.Diagnostics.Metrics;

namespace GangExitStream.Producer.Publishing;

/// <summary>Limits of unconfirmed records, and the content of records.</summary>
public sealed record PublisherOptions
{
    /// <summary>Most records that aren't confirmed yet.</summary>
    public int MaxRecordsInFlight { get; init; } = 16_384;

    /// <summary>Most bytes that aren't confirmed yet.</summary>
    public long MaxBytesInFlight { get; init; } = 64L << 20;

    /// <summary>Publishes pc and msr of guest exits; this doubles the size of the records.</summary>
    public bool Registers { get; init; }

    /// <summary>An outage is reported when nothing has been delivered for this long.</summary>
    public TimeSpan OutageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Number of events dropped so far because they could not be published in time; null: no events are dropped.</summary>
    public Func<long>? Dropped { get; init; }

    /// <summary>The meter for the instruments; null: none are created.</summary>
    public Meter? Meter { get; init; }
}
