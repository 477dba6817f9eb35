using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.State;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Codec of the record Window of DetectorState.avsc.</summary>
internal static class WindowStateCodec
{
    /// <summary>Fewest bytes of a window: its bounds and its counts.</summary>
    public const int MinBytes = 2 + RunCountsCodec.MinBytes + RunCountsCodec.MinCostBytes;

    /// <summary>Writes a window, in the schema's order.</summary>
    public static void Write(WindowState window, ref AvroWriter writer)
    {
        writer.WriteLong(window.StartNs);
        writer.WriteLong(window.EndNs);
        RunCountsCodec.Write(in window.Counts, window.Triggers, ref writer);
        RunCountsCodec.WriteCost(in window.Counts, window.Exits, ref writer);
    }

    /// <summary>Reads a window.</summary>
    public static WindowState Read(ref AvroReader reader, Utf8StringCache strings)
    {
        var window = new WindowState { StartNs = reader.ReadLong(), EndNs = reader.ReadLong() };
        window.Counts = RunCountsCodec.Read(ref reader);
        RunCountsCodec.ReadTriggers(ref reader, strings, window.Triggers);
        RunCountsCodec.ReadCost(ref reader, ref window.Counts);
        RunCountsCodec.ReadTriggers(ref reader, strings, window.Exits);
        return window;
    }
}
