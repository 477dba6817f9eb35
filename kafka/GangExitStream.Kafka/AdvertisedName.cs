using System.Globalization;

namespace GangExitStream.Kafka;

/// <summary>
/// Recognizes that brokers answered at the bootstrap address, and one of them can't be reached by the name that they gave (advertised.listeners).
/// librdkafka's errors name a broker <c>HOST:PORT/ID</c>; before its id is known, <c>HOST:PORT/bootstrap</c>.
/// </summary>
public static class AdvertisedName
{
    /// <summary>The next step where a fault concerns a name that isn't among the bootstrap servers; null: it doesn't.</summary>
    public static string? NextStep(string? fault, string bootstrapServers)
    {
        ArgumentNullException.ThrowIfNull(bootstrapServers);
        if (fault is null || fault.IndexOf(": ", StringComparison.Ordinal) is not (> 0 and var end) || fault.LastIndexOf('/', end) is not (> 0 and var slash))
            return null;
        var (name, id) = (fault[(fault.LastIndexOf('/', slash - 1) + 1)..slash], fault[(slash + 1)..end]);
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _) && !bootstrapServers.Contains(name, StringComparison.OrdinalIgnoreCase)
            ? $"Start broker {id} if it is down; otherwise make {name}, its name in advertised.listeners, known and reachable here"
            : null;
    }
}
