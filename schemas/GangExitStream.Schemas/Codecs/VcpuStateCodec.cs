using GangExitStream.Schemas.Binary;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Codec of the record Vcpu of DetectorState.avsc.</summary>
internal static class VcpuStateCodec
{
    /// <summary>Fewest bytes of a vcpu: five fields of one byte each.</summary>
    public const int MinBytes = 5;

    /// <summary>Writes a vcpu, in the schema's order.</summary>
    public static void Write(in VcpuState vcpu, ref AvroWriter writer)
    {
        writer.WriteLong(vcpu.Vcpu);
        writer.WriteLong(vcpu.ExitNs);
        writer.WriteLong(vcpu.Forced);
        writer.WriteLong(vcpu.OutSinceNs);
        writer.WriteLong(vcpu.Trap);
    }

    /// <summary>Reads a vcpu.</summary>
    public static VcpuState Read(ref AvroReader reader) => new()
    {
        Vcpu = reader.ReadInt(),
        ExitNs = reader.ReadLong(),
        Forced = reader.ReadInt(),
        OutSinceNs = reader.ReadLong(),
        Trap = reader.ReadInt(),
    };
}
