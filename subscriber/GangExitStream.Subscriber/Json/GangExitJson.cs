using System.Text.Json;

namespace GangExitStream.Subscriber.Json;

/// <summary>Writes GangExit.avsc as plain JSON: fields in the schema's order, values of unions without a type name.</summary>
internal static class GangExitJson
{
    public static void Write(in GangExit item, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("host"u8, item.Host);
        json.WriteString("source"u8, item.Source);
        json.WriteNumber("tgid"u8, item.Tgid);
        json.WriteNumber("runner_tid"u8, item.RunnerTid);
        json.WriteNumber("runner_vcpu"u8, item.RunnerVcpu);
        json.WriteNumber("cpu"u8, item.Cpu);
        json.WriteNumber("n_runnable"u8, item.NRunnable);
        json.WriteNumber("ceded"u8, item.Ceded);
        json.WriteNumber("forced"u8, item.Forced);
        json.WriteNumber("enter_ns"u8, item.EnterNs);
        json.WriteNumber("exit_ns"u8, item.ExitNs);
        json.WriteString("trigger"u8, item.Trigger); // writes null for a null string
        WriteNumberOrNull(json, "trigger_vcpu"u8, item.TriggerVcpu);
        json.WriteString("clock"u8, ClockName(item.Clock));
        json.WriteBoolean("uncertain"u8, item.Uncertain);
        json.WriteNumber("sequence"u8, item.Sequence);
        json.WriteString("vm"u8, item.Vm);
        json.WriteEndObject();
    }

    /// <summary>The symbol of the enum in the schema.</summary>
    public static ReadOnlySpan<byte> ClockName(ClockKind clock) => clock == ClockKind.Wall ? "Wall"u8 : "Trace"u8;

    private static void WriteNumberOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
