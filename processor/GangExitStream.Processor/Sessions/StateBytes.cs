using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Sessions;

/// <summary>Changelog values that we wrote or checked ourselves.</summary>
internal static class StateBytes
{
    /// <summary>The state in a value whose prefix is known to be ours.</summary>
    public static DetectorState Decode(ReadOnlySpan<byte> value, Utf8StringCache strings)
    {
        if (!RecordPrefix.TryRead(value, out var prefix))
            throw new InvalidDataException("a state in memory has no prefix");
        var error = DetectorStateCodec.Decode(value[prefix.Length..], strings, out var state);
        return error.Failed ? throw new InvalidDataException($"a state in memory can't be read: {error}") : state;
    }
}
