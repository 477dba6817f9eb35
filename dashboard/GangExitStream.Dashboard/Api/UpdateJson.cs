using System.Buffers;
using System.Text.Json;
using GangExitStream.Dashboard.Fleet;

namespace GangExitStream.Dashboard.Api;

/// <summary>One server-sent event: totals, and the VMs that changed since the last one, as elements of /api/vms.</summary>
internal static class UpdateJson
{
    /// <summary>Maximum VMs in one event; <c>more</c> is the flag for others.</summary>
    public const int MaxVms = 100;

    public static byte[] Of(FleetSnapshot fleet, long since)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        buffer.Write("event: update\ndata: "u8);
        using (var json = new Utf8JsonWriter(buffer))
            Write(fleet, since, json);
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(FleetSnapshot fleet, long since, Utf8JsonWriter json)
    {
        var changed = fleet.Vms.Where(vm => vm.Version > since).Take(MaxVms + 1).ToList();
        json.WriteStartObject();
        json.WriteNumber("version"u8, fleet.Status.Version);
        json.WriteBoolean("ready"u8, fleet.Status.CaughtUp);
        json.WriteNumber("vms"u8, fleet.Vms.Count);
        json.WriteNumber("gang_exits"u8, fleet.Total.Counts.GangExits);
        json.WriteNumber("runs"u8, fleet.Total.Counts.Runs);
        json.WriteNumber("guest_exits"u8, fleet.Total.GuestExits);
        json.WriteStartArray("changed"u8);
        foreach (var vm in changed.Take(MaxVms))
            VmsJson.Write(vm, json);
        json.WriteEndArray();
        json.WriteBoolean("more"u8, changed.Count > MaxVms);
        json.WriteEndObject();
    }
}
