using Microsoft.Extensions.Logging;

namespace GangExitStream.Kafka.Logging;

public static partial class ClientLog
{
    private static partial class Log
    {
        /// <param name="logger">The logger.</param>
        /// <param name="level">The level, converted from librdkafka's.</param>
        /// <param name="client">The client's name.</param>
        /// <param name="facility">librdkafka's short code.</param>
        /// <param name="text">The message.</param>
        /// <param name="repeated">How often the line has occurred since it was last logged; null: never.</param>
        [LoggerMessage(EventName = "kafka", Message = "{Client} {Facility}: {Text}, repeated: {Repeated}")]
        public static partial void Kafka(ILogger logger, LogLevel level, string client, string facility, string text, int? repeated);
    }
}
