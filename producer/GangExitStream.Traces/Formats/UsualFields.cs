using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Formats;

/// <summary>Offsets of the fields in a wanted event's raw bytes, when all fields have the sizes that every kernel so far uses.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UsualFields(bool IsRunCore, int MinBytes, int Vcpu, int Value, int Flag, int Tgid, int Pc, int Msr);
