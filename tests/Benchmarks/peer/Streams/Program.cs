using System.Globalization;
using Confluent.Kafka;
using GangExitStream.StreamsPeer;
using Microsoft.Extensions.Logging.Abstractions;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Processors.Public;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.State;

// What gang exits cost on the Kafka Streams API: this repository's decoder and detector in a topology of Streamiz.Kafka.Net, with a state store
// and its changelog, exactly once, a commit each 200 ms.
//   GangExitStream.StreamsPeer BOOTSTRAP APPLICATION_ID EVENTS [earliest|latest]
// The topics kvm-hv-events (with so many events) and APPLICATION_ID-gang-exits exist. Prints events, gang exits, and seconds from the first record on.
if (args is not [var bootstrap, var id, var events, .. var more])
{
    await Console.Error.WriteLineAsync("usage: GangExitStream.StreamsPeer BOOTSTRAP APPLICATION_ID EVENTS [earliest|latest]");
    return 2;
}
var config = new StreamConfig<ByteArraySerDes, ByteArraySerDes>
{
    ApplicationId = id,
    BootstrapServers = bootstrap,
    Guarantee = ProcessingGuarantee.EXACTLY_ONCE,
    CommitIntervalMs = 200,
    MaxPollRecords = 5000,
    AutoOffsetReset = more is ["latest"] ? AutoOffsetReset.Latest : AutoOffsetReset.Earliest,
    Logger = NullLoggerFactory.Instance,
};
var store = Stores.KeyValueStoreBuilder(Stores.InMemoryKeyValueStore(Detection.Store), new ByteArraySerDes(), new ByteArraySerDes());
var builder = new StreamBuilder();
builder.Stream<byte[], byte[]>("kvm-hv-events")
    .Transform(TransformerBuilder.New<byte[], byte[], byte[], IEnumerable<byte[]>>().Transformer<Detection>().StateStore(store).Build())
    .FlatMapValues(static (gangExits, _) => gangExits)
    .To(id + "-gang-exits");

var stream = new KafkaStream(builder.Build(), config);
stream.StateChanged += static (_, state) => Console.Error.WriteLine(state);
await stream.StartAsync();
await Detection.WhenDoneAsync(long.Parse(events, CultureInfo.InvariantCulture));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Detection.Events} {Detection.GangExits} {Detection.Elapsed.TotalSeconds:0.000}"));
stream.Dispose();
return 0;
