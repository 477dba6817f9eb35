using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>Where a recording's records come from: one file or stream, or the files of a folder. Used on the decoding thread.</summary>
internal interface IRecordSource : IDisposable
{
    /// <summary>Bytes read. To be asked once the last block has been filled.</summary>
    long Bytes { get; }

    /// <summary>It ended where another recording begins.</summary>
    bool HasNext { get; }

    /// <summary>What was read from the stream and not consumed, once the last block has been filled.</summary>
    ReadOnlySpan<byte> Rest { get; }

    /// <summary>Fills a block; sets <see cref="EventBlock.EndsTrace"/> on the last one.</summary>
    void Fill(EventBlock block);
}
