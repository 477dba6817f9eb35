using GangExitStream.Schemas.Binary;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Codec of the record Runner of DetectorState.avsc.</summary>
internal static class RunnerStateCodec
{
    /// <summary>Fewest bytes of a runner: fifteen fields of one byte each.</summary>
    public const int MinBytes = 15;

    /// <summary>Writes a runner, in the schema's order.</summary>
    public static void Write(in RunnerState runner, ref AvroWriter writer)
    {
        writer.WriteLong(runner.Tid);
        writer.WriteBoolean(runner.Open);
        writer.WriteBoolean(runner.Uncertain);
        writer.WriteLong(runner.EnterNs);
        writer.WriteLong(runner.Cpu);
        writer.WriteLong(runner.RunnerVcpu);
        writer.WriteLong(runner.NRunnable);
        writer.WriteLong(runner.Ceded);
        writer.WriteLong(runner.GuestExits);
        writer.WriteLong(runner.ForeignExits);
        writer.WriteLong(runner.ForeignCeded);
        writer.WriteLong(runner.TriggerRank);
        writer.WriteLong(runner.TriggerTrap);
        writer.WriteLong(runner.TriggerVcpu);
        writer.WriteLong(runner.FirstExitNs);
    }

    /// <summary>Reads a runner.</summary>
    public static RunnerState Read(ref AvroReader reader) => new()
    {
        Tid = reader.ReadInt(),
        Open = reader.ReadBoolean(),
        Uncertain = reader.ReadBoolean(),
        EnterNs = reader.ReadLong(),
        Cpu = reader.ReadInt(),
        RunnerVcpu = reader.ReadInt(),
        NRunnable = reader.ReadInt(),
        Ceded = reader.ReadInt(),
        GuestExits = reader.ReadInt(),
        ForeignExits = reader.ReadInt(),
        ForeignCeded = reader.ReadInt(),
        TriggerRank = reader.ReadSmall(),
        TriggerTrap = reader.ReadInt(),
        TriggerVcpu = reader.ReadInt(),
        FirstExitNs = reader.ReadLong(),
    };
}
