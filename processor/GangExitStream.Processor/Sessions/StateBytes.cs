using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Sessions;

/// <summary>Decodes changelog values that this process wrote, or that the restore has checked.</summary>
internal static class StateBytes
{
    /// <summary>Decodes a value whose schema is known to be the current one. Throws <see cref="InvalidDataException"/> when it can't be decoded.</summary>
    public static DetectorState Decode(ReadOnlySpan<byte> value, Utf8StringCache strings)
    {
        if (!RecordPrefix.TryRead(value, out var prefix))
            throw new InvalidDataException("a state in memory has no prefix");
        var error = DetectorStateCodec.Decode(value[prefix.Length..], strings, out var state);
        return error.Failed ? throw new InvalidDataException($"a state in memory can't be read: {error}") : state;
    }
}
