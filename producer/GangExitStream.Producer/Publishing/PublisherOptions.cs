using System.Diagnostics.Metrics;

namespace GangExitStream.Producer.Publishing;

/// <summary>How much may be under way to the broker, and how records look.</summary>
public sealed record PublisherOptions
{
    /// <summary>Most records that aren't confirmed yet.</summary>
    public int MaxRecordsInFlight { get; init; } = 16_384;

    /// <summary>Most bytes that aren't confirmed yet.</summary>
    public long MaxBytesInFlight { get; init; } = 64L << 20;

    /// <summary>Publishes pc and msr of guest exits, which double their size.</summary>
    public bool Registers { get; init; }

    /// <summary>Without any delivery for so long, something is wrong with the broker.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many events were dropped so far because they couldn't be published in time; null: none ever is.</summary>
    public Func<long>? Dropped { get; init; }

    /// <summary>Where instruments are made; null: nowhere.</summary>
    public Meter? Meter { get; init; }
}
