using System.Collections;
using System.Globalization;
using Avro.Generic;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.State;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>
/// Compares our value with a generic record field by field, by name: first_sequence is FirstSequence. So a codec that
/// swapped two fields both ways would be found.
/// </summary>
internal static class SameValues
{
    public static void Check(GenericRecord expected, object actual)
    {
        foreach (var field in expected.Schema.Fields)
            CheckField(field.Name, expected.GetValue(field.Pos), actual);
    }

    private static void CheckField(string name, object? expected, object actual)
    {
        if (actual is DecodedBatch batch)
        {
            if (string.Equals(name, "events", StringComparison.Ordinal))
                CheckEvents((object[])expected!, batch);
            else
                CheckField(name, expected, batch.Header);
            return;
        }
        CheckValue(name, expected, Property(actual, Pascal(name)));
    }

    private static void CheckValue(string name, object? expected, object? actual)
    {
        switch (expected)
        {
            case object[] items: CheckItems(items, (IEnumerable)actual!); break;
            case IDictionary<string, object> map: CheckMap(map, (TriggerCounts)actual!); break;
            case GenericEnum symbol: Assert.Equal(symbol.Value, actual!.ToString()); break;
            case int number: Assert.True(number == Convert.ToInt32(actual, CultureInfo.InvariantCulture), $"{name}: {actual} instead of {number}"); break;
            default: Assert.True(Equals(expected, actual), $"{name}: {actual} instead of {expected}"); break;
        }
    }

    private static void CheckItems(object[] expected, IEnumerable actual)
    {
        var items = actual.Cast<object>().ToArray();
        Assert.True(items.Length >= expected.Length);
        for (var i = 0; i < expected.Length; i++)
            Check((GenericRecord)expected[i], items[i]);
    }

    private static void CheckMap(IDictionary<string, object> expected, TriggerCounts actual)
    {
        Assert.Equal(expected.Count, actual.Items.Length);
        foreach (var (key, count) in expected)
            Assert.Equal((long)count, actual[key]);
    }

    private static void CheckEvents(object[] expected, DecodedBatch batch)
    {
        Assert.Equal(expected.Length, batch.Events.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var item = (GenericRecord)expected[i];
            Assert.Equal(ToEvent(item, batch.Header), batch.Events[i]);
            if (item.TryGetValue("guest_ns", out var ns)) // older versions lack it
                Assert.Equal((long?)ns ?? KvmEvent.Unknown, batch.GuestNs[i]);
        }
    }

    private static KvmEvent ToEvent(GenericRecord item, KvmHvEventBatch batch)
    {
        var time = unchecked(batch.BaseTimeNs + (long)item["time_offset_ns"]);
        return item.Schema.Name switch
        {
            "Lost" => KvmEvent.Lost(time, (int)item["cpu"], (long)item["lost"]),
            "GuestExit" => ToGuestExit(item, time, batch.Tgid),
            _ when string.Equals(((GenericEnum)item["where"]).Value, "Enter", StringComparison.Ordinal) =>
                KvmEvent.Enter(time, (int)item["cpu"], batch.Tgid, (int)item["tid"], (int)item["runner_vcpu"], (int)item["n_runnable"]),
            _ => KvmEvent.Exit(time, (int)item["cpu"], batch.Tgid, (int)item["tid"], (int)item["runner_vcpu"], (int)item["n_runnable"]),
        };
    }

    private static KvmEvent ToGuestExit(GenericRecord item, long time, int tgid)
    {
        var registers = (GenericRecord?)item["registers"];
        return KvmEvent.GuestExit(
            time, (int)item["cpu"], tgid, (int)item["tid"], (int)item["vcpu_id"], (int)item["trap"], (byte)(int)item["ceded"],
            registers is null ? 0 : (ulong)(long)registers["pc"], registers is null ? 0 : (ulong)(long)registers["msr"]);
    }

    // The counts are flat in the schemas and one struct in ours.
    private static object? Property(object value, string name)
    {
        var property = value.GetType().GetProperty(name);
        if (property is not null)
            return property.GetValue(value);
        var counts = value is WindowState window ? window.Counts : value.GetType().GetProperty("Counts")!.GetValue(value)!;
        return counts.GetType().GetProperty(name)!.GetValue(counts);
    }

    private static string Pascal(string name) =>
        string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
