using Confluent.Kafka;

namespace GangExitStream.Kafka;

/// <summary>A log line of librdkafka.</summary>
/// <param name="Level">The syslog level: 0 emergency .. 7 debug.</param>
/// <param name="Client">The client's name: its client.id and a number.</param>
/// <param name="Facility">librdkafka's short code (FAIL, CONFWARN, ERROR).</param>
/// <param name="Text">The message.</param>
/// <param name="Repeated">How often any client has logged the line since it was last passed on.</param>
public readonly record struct KafkaLogLine(SyslogLevel Level, string Client, string Facility, string Text, int Repeated = 0);
