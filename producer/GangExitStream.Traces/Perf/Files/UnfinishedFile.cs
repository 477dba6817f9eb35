using GangExitStream.Traces.Input;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>
/// A perf.data whose header has data size 0. perf writes the size, and the features with the event formats after the data, when it ends. So it was
/// killed, or it is still recording. The attrs and their ids are written at the start.
/// </summary>
internal sealed class UnfinishedFile(Stream file, string? formats)
{
    /// <summary>Offset of the data size in the header.</summary>
    private const int SizeOffset = 48;

    private readonly long _length = file.Length;

    /// <summary>The finding to report. Call it when the file has been read to the end that it had when it was opened.</summary>
    public TraceDamage Finding(PerfSession session) => IsBeingWritten()
        ? new TraceDamage(TraceDamageId.BeingWritten, SizeOffset, $"perf record is still writing this file; {Read(session)}; "
            + "wait until it has ended, or read along: perf record -o - … | gangexit report -")
        : new TraceDamage(TraceDamageId.Unfinished, SizeOffset, $"perf record was killed before it finished this file (its header has no size of the data); {Read(session)}");

    private string Read(PerfSession session) => session.HasOurEvents
        ? $"its samples were read up to byte {_length}, by the event formats of {formats}"
        : "it has no event formats, so nothing can be decoded; name another trace of the same kernel: --formats TRACE";

    private bool IsBeingWritten() => file.Length > _length || (file is FileStream { SafeFileHandle: var handle } && OpenFiles.HasWriter(handle));
}
