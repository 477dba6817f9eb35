using GangExitStream.Producer;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Produce;

/// <summary>An input with several recordings is published as several sources.</summary>
public sealed class PartsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_recording_is_a_source_of_its_own_with_the_same_name_each_time()
    {
        var (first, second) = (Run(100), Run(7));
        var publisher = new RecordingPublisher();
        var reader = new PartsReader(first, [], second);
        var results = await Publish(publisher, () => OpenTrace.OfReader(reader, "name"));
        Assert.Equal([1, 2, 3], results.Select(result => result.Part));
        Assert.Equal(["name", null, "name-3"], results.Select(result => result.Source?.Source));
        Assert.Equal([2L, 0, 2], results.Select(result => result.Summary!.Events));
        Assert.Equal(["name", "name-3"], publisher.Batches.Where(batch => batch.Header.EndOfSource).Select(batch => batch.Header.Source));
        Assert.All(publisher.Batches.Where(batch => batch.Events.Length > 0), batch => Assert.Equal(0, batch.Header.FirstSequence));
        Assert.True(reader.IsDisposed);
    }

    [Fact]
    public async Task Recordings_of_a_stream_behind_each_other_are_both_published()
    {
        var path = RepoFiles.Trace("pipe.perf.data");
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        var once = await Publish(new RecordingPublisher(), () => OpenTrace.OfStream(new MemoryStream(bytes), TraceOptions.Default));
        var twice = await Publish(new RecordingPublisher(), () => OpenTrace.OfStream(new UnseekableStream([.. bytes, .. bytes]), TraceOptions.Default));
        Assert.Equal([1, 2], twice.Select(result => result.Part));
        Assert.Equal(once[0].Summary!.Events, twice[0].Summary!.Events);
        Assert.Equal(once[0].Summary!.Events, twice[1].Summary!.Events);
        Assert.Equal(twice[0].Source!.Source + "-2", twice[1].Source!.Source);
    }

    [Fact]
    public async Task A_given_time_is_the_first_recordings_only()
    {
        var options = new PublishOptions { Identity = new IdentityOptions { RecordedAt = DateTimeOffset.UnixEpoch.AddSeconds(1) } };
        var results = await Publish(new RecordingPublisher(), () => OpenTrace.OfReader(new PartsReader(Run(100), Run(100)), "name"), options);
        Assert.Equal([999_999_900L, null], results.Select(result => result.Source!.WallClockOffsetNs));
    }

    [Fact]
    public async Task After_an_interruption_no_further_recording_is_read()
    {
        using var interrupt = new CancellationTokenSource();
        var publisher = new RecordingPublisher(room: 0);
        var reader = new PartsReader(Run(100), Run(7));
        var publishing = Publish(publisher, () => OpenTrace.OfReader(reader, "name"), stop: interrupt.Token);
        await publisher.WaitedFor.WaitAsync(Stop);
        await interrupt.CancelAsync();
        publisher.MakeRoom(int.MaxValue / 2);
        Assert.Equal(PublishEnd.Interrupted, Assert.Single(await publishing).End);
    }

    private static async Task<List<PublishResult>> Publish(RecordingPublisher publisher, Func<OpenTrace> open, PublishOptions? options = null, CancellationToken? stop = null)
    {
        var results = new List<PublishResult>();
        await foreach (var result in new TracePublisher(publisher, options ?? new PublishOptions(), TimeProvider.System).PublishPartsAsync(open, stop ?? Stop))
            results.Add(result);
        return results;
    }

    private static KvmEvent[] Run(long timeNs) => [KvmEvent.Enter(timeNs, 0, 287, 289, 0, 4), KvmEvent.Exit(timeNs + 5, 0, 287, 289, 0, 4)];
}
