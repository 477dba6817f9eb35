using System.Text.Json;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Records;
using GangExitStream.Subscriber.Json;

namespace GangExitStream.Subscriber;

/// <summary>The operations that depend on the type of record, for the records of the two output topics.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
public interface IWatchedRecord<T>
{
    /// <summary>The schema that <see cref="Decode"/> reads.</summary>
    static abstract RecordSchema Schema { get; }

    /// <summary>Reads a record's body.</summary>
    static abstract AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out T item);

    /// <summary>Whether the record is wanted.</summary>
    static abstract bool Matches(in T item, RecordFilter filter);

    /// <summary>Writes the record as one object.</summary>
    static abstract void WriteJson(in T item, Utf8JsonWriter json);
}

/// <summary>Records of gang-exits.</summary>
public readonly struct WatchedExit : IWatchedRecord<GangExit>
{
    /// <inheritdoc/>
    public static RecordSchema Schema => RecordSchema.GangExit;

    /// <inheritdoc/>
    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out GangExit item) =>
        GangExitCodec.Decode(body, strings, out item);

    /// <inheritdoc/>
    public static bool Matches(in GangExit item, RecordFilter filter) => filter.Matches(item.Host, item.Tgid, item.Vm);

    /// <inheritdoc/>
    public static void WriteJson(in GangExit item, Utf8JsonWriter json) => GangExitJson.Write(in item, json);
}

/// <summary>Records of gang-exit-counts.</summary>
public readonly struct WatchedCount : IWatchedRecord<GangExitCount>
{
    /// <inheritdoc/>
    public static RecordSchema Schema => RecordSchema.GangExitCount;

    /// <inheritdoc/>
    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out GangExitCount item) =>
        GangExitCountCodec.Decode(body, strings, out item);

    /// <inheritdoc/>
    public static bool Matches(in GangExitCount item, RecordFilter filter) => filter.Matches(item.Host, item.Tgid, item.Vm);

    /// <inheritdoc/>
    public static void WriteJson(in GangExitCount item, Utf8JsonWriter json) => GangExitCountJson.Write(in item, json);
}
