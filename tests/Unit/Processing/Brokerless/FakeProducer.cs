using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>How a commit fails.</summary>
internal enum CommitFault
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The producer has to abort.</summary>
    RequiresAbort,

    /// <summary>It is aborted, and nobody said so.</summary>
    Aborted,

    /// <summary>It is committed, and nobody said so.</summary>
    Committed,

    /// <summary>It stays open until somebody ends it, or the broker does.</summary>
    Open,
}

/// <summary>A producer with transactions, of one transactional id.</summary>
internal sealed class FakeProducer(FakeKafka kafka, TopicNames topics)
{
    private FakeTransaction? _open;
    private bool _fenced;

    public IProducer<byte[], byte[]> Client() => Fake<IProducer<byte[], byte[]>>.Of((name, args) =>
    {
        switch (name)
        {
            case "BeginTransaction":
                kafka.Change(() => _open = kafka.Begin());
                return null;
            case "Produce":
                kafka.Change(() => Take((TopicPartition)args[0]!, (Message<byte[], byte[]>)args[1]!));
                return null;
            case "SendOffsetsToTransaction":
                kafka.Change(() => Send((IEnumerable<TopicPartitionOffset>)args[0]!, (IConsumerGroupMetadata)args[1]!));
                return null;
            case "CommitTransaction":
                kafka.OnCommit();
                kafka.Change(Commit);
                return null;
            case "AbortTransaction":
                kafka.Change(() => _open?.End(commits: false));
                return null;
            case "Dispose":
                kafka.Change(Abandon);
                return null;
            default:
                return name == "Flush" ? 0 : null;
        }
    });

    /// <summary>Another one has begun with the same transactional id.</summary>
    public void Fence()
    {
        _fenced = true;
        _open?.End(commits: false);
    }

    private FakeTransaction Open => !_fenced && _open is { IsOpen: true } ? _open : throw new KafkaException(new Error(ErrorCode.Local_Fenced, "fenced", isFatal: true));

    private void Send(IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata member)
    {
        var open = Open;
        if (!kafka.Member.Accepts(member))
            throw new KafkaException(ErrorCode.IllegalGeneration);
        foreach (var next in offsets)
            open.Offsets[next.Partition.Value] = next.Offset.Value;
        if (open.Offsets.Keys.FirstOrDefault(partition => !kafka.Member.Owned.Contains(partition), -1) is >= 0 and var foreign)
            kafka.Wrong($"partition {foreign} isn't ours, and offset {open.Offsets[foreign]} was sent");
    }

    private void Commit()
    {
        var fault = kafka.NextCommits.TryDequeue(out var next) ? next : CommitFault.None;
        if (fault is CommitFault.None or CommitFault.Committed)
            kafka.Commit(Open);
        else if (fault == CommitFault.Aborted)
            Open.End(commits: false);
        if (fault == CommitFault.RequiresAbort)
            throw new KafkaTxnRequiresAbortException(new Error(ErrorCode.IllegalGeneration));
        if (fault != CommitFault.None)
            throw new KafkaException(ErrorCode.Local_TimedOut);
    }

    private void Abandon()
    {
        if (_open is { IsOpen: true } open)
            open.AsksLeft ??= 20;
    }

    private void Take(TopicPartition to, Message<byte[], byte[]> message)
    {
        if (to.Topic == topics.DeadLetters)
            kafka.AddLetter((int)Header(message, "partition"), Header(message, "offset"), Open);
        else if (to.Topic == topics.State(TopicNames.DefaultGroup))
            kafka.Log.Add(to.Partition.Value, message.Key, message.Value, Open);
    }

    private static long Header(Message<byte[], byte[]> message, string name) =>
        long.Parse(Encoding.UTF8.GetString(message.Headers.GetLastBytes(name)), CultureInfo.InvariantCulture);
}
