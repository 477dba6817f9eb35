using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>The source of a recording's events: one file or stream, or the files of a folder. Used on the decoding thread.</summary>
internal interface IRecordSource : IDisposable
{
    /// <summary>Number of bytes read. Valid when the last block has been filled.</summary>
    long Bytes { get; }

    /// <summary>The recording ended because another one begins.</summary>
    bool HasNext { get; }

    /// <summary>Bytes that were read from the stream and not consumed. Valid when the last block has been filled.</summary>
    ReadOnlySpan<byte> Rest { get; }

    /// <summary>Fills a block; sets <see cref="EventBlock.EndsTrace"/> on the last one.</summary>
    void Fill(EventBlock block);
}
