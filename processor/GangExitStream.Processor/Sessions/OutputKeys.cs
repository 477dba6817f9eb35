using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Processor.Sessions;

/// <summary>A session's keys as bytes, made once.</summary>
internal sealed class OutputKeys(VmKey key, RecordPrefix gangExit)
{
    /// <summary>What every gang exit's value begins with.</summary>
    public byte[] GangExitHead { get; } = GangExitCodec.Head(gangExit, key.Host, key.Source, key.Tgid);

    /// <summary><c>host/tgid</c>: key of gang exits, and what every output's partition is chosen by.</summary>
    public byte[] HostTgid { get; } = key.HostTgid();

    /// <summary><c>host/source/tgid</c>.</summary>
    public byte[] State { get; } = key.State();

    /// <summary><c>host/source/tgid/window_start_ns</c>.</summary>
    public byte[] Window(long startNs) => key.Window(startNs);

    public VmKey Key => key;
}
