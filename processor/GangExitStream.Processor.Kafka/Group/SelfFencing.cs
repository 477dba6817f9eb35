using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Decides whether a static member (group.instance.id) that its group has fenced joins again. After an outage a member may be fenced by itself:
/// it joins anew under its id while a request of its old membership is still on its way, whose answer is that another has the id. librdkafka takes
/// that for the end. So one more try is right where an attempt has failed just before; of two instances that really share an id, one ends.
/// </summary>
internal sealed class SelfFencing
{
    private bool _failed; // the attempt before this one: there is no next one after any other end
    private bool _isRenewed; // since the last commit

    /// <summary>Takes the one more try, if the member has it after this failure of an attempt.</summary>
    public bool TryJoinAgain(KafkaException failure, bool hasCommitted)
    {
        if (failure.Error.Code != ErrorCode.FencedInstanceId || !_failed || hasCommitted || _isRenewed)
            return false;
        _isRenewed = true;
        return true;
    }

    /// <summary>An attempt has failed, and another one follows.</summary>
    public void Failed(bool hasCommitted)
    {
        _failed = true;
        if (hasCommitted)
            _isRenewed = false;
    }
}
