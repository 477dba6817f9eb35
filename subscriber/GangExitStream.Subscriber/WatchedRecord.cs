using System.Text.Json;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Records;
using GangExitStream.Subscriber.Json;

namespace GangExitStream.Subscriber;

/// <summary>The operations that depend on the type of record, for the records of the two output topics.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
internal interface IWatchedRecord<T>
{
    static abstract RecordSchema Schema { get; }

    static abstract AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out T item);

    static abstract bool Matches(in T item, RecordFilter filter);

    static abstract void WriteJson(in T item, Utf8JsonWriter json);
}

/// <summary>Records of gang-exits.</summary>
internal readonly struct WatchedExit : IWatchedRecord<GangExit>
{
    public static RecordSchema Schema => RecordSchema.GangExit;

    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out GangExit item) =>
        GangExitCodec.Decode(body, strings, out item);

    public static bool Matches(in GangExit item, RecordFilter filter) => filter.Matches(item.Host, item.Tgid, item.Vm);

    public static void WriteJson(in GangExit item, Utf8JsonWriter json) => GangExitJson.Write(in item, json);
}

/// <summary>Records of gang-exit-counts.</summary>
internal readonly struct WatchedCount : IWatchedRecord<GangExitCount>
{
    public static RecordSchema Schema => RecordSchema.GangExitCount;

    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out GangExitCount item) =>
        GangExitCountCodec.Decode(body, strings, out item);

    public static bool Matches(in GangExitCount item, RecordFilter filter) => filter.Matches(item.Host, item.Tgid, item.Vm);

    public static void WriteJson(in GangExitCount item, Utf8JsonWriter json) => GangExitCountJson.Write(in item, json);
}
