using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Processor.Sessions;

/// <summary>A session's record keys as bytes, encoded once.</summary>
internal sealed class OutputKeys(VmKey key, RecordPrefix gangExit)
{
    /// <summary>The constant first bytes of every gang exit's value: prefix, host, source and tgid.</summary>
    public byte[] GangExitHead { get; } = GangExitCodec.Head(gangExit, key.Host, key.Source, key.Tgid);

    /// <summary><c>host/tgid</c>: the key of gang exits; also selects the partition of every output.</summary>
    public byte[] HostTgid { get; } = key.HostTgid();

    /// <summary><c>host/source/tgid</c>: the key in the changelog.</summary>
    public byte[] State { get; } = key.State();

    /// <summary><c>host/source/tgid/window_start_ns</c>: the key of a window's count.</summary>
    public byte[] Window(long startNs) => key.Window(startNs);

    public VmKey Key => key;
}
