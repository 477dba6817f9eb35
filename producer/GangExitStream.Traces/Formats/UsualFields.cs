using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Formats;

/// <summary>Offsets in the raw bytes of one of our events whose fields have the sizes that every kernel so far gives them.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UsualFields(bool IsRunCore, int MinBytes, int Vcpu, int Value, int Flag, int Tgid, int Pc, int Msr);
