using Confluent.Kafka;

namespace GangExitStream.Kafka;

/// <summary>What librdkafka says, on its way to our own log.</summary>
/// <param name="Level">How bad, as syslog counts: 0 emergency .. 7 debug.</param>
/// <param name="Client">The client's name, client.id with a number.</param>
/// <param name="Facility">librdkafka's short code (FAIL, CONFWARN, ERROR).</param>
/// <param name="Text">The message.</param>
/// <param name="Repeated">How often it came since it was passed on last, by any client.</param>
public readonly record struct KafkaLogLine(SyslogLevel Level, string Client, string Facility, string Text, int Repeated = 0);
