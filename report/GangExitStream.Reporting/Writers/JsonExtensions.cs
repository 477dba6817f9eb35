using System.Text.Json;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Writers;

/// <summary>Writes number formats that the report's JSON objects share.</summary>
internal static class JsonExtensions
{
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>Writes a rate with three decimals.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 3));
        else
            json.WriteNull(name);
    }

    /// <summary>Writes a share (0 to 1) with six decimals.</summary>
    public static void WriteShareOrNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 6));
        else
            json.WriteNull(name);
    }

    public static void WriteTriggers(this Utf8JsonWriter json, TrapTally triggers)
    {
        json.WriteStartObject("triggers");
        foreach (var trigger in triggers.Ordered)
            json.WriteNumber(trigger.Name, trigger.Count);
        json.WriteEndObject();
    }
}
