using System.Text.Json;
using GangExitStream.Simulation;

namespace GangExitStream.Cli.Simulate;

/// <summary>Writes the true counts of a host's events as JSON lines, with the field names of <c>report --format json</c>.</summary>
internal static class TruthJson
{
    public static void Write(SimulatedTruth truth, Stream output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("host", truth.Host);
            json.WriteNumber("events", truth.GuestExits + truth.RunCores);
            json.WriteNumber("guest_exits", truth.GuestExits);
            json.WriteNumber("run_cores", truth.RunCores);
            json.WriteNumber("lost", truth.Lost);
            json.WriteStartArray("vms");
            foreach (var vm in truth.Vms)
                Write(vm, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void Write(VmTruth vm, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("tgid", vm.Tgid);
        json.WriteNumber("gang_exits", vm.GangExits);
        json.WriteNumber("gang_exits_per_tgid", vm.GangExitsPerTgid);
        json.WriteNumber("runs", vm.Runs);
        json.WriteNumber("forced_threads", vm.ForcedThreads);
        json.WriteEndObject();
    }
}
