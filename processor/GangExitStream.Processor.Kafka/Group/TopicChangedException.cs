using GangExitStream.Kafka;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>A topic has changed since the processor started: it must be restarted.</summary>
public sealed class TopicChangedException(KafkaProblem problem) : Exception(problem.ToString())
{
    /// <summary>The change.</summary>
    public KafkaProblem Problem => problem;
}
