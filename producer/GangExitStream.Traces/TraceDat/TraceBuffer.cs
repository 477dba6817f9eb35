using System.Runtime.InteropServices;

namespace GangExitStream.Traces.TraceDat;

/// <summary>Where the file has one CPU's pages (or, in a compressed file, chunks of them).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CpuRegion(int Cpu, long Offset, long Bytes);

/// <summary>One buffer of the recording: the top one, named "", or an instance of tracefs.</summary>
/// <param name="Name">The instance's name.</param>
/// <param name="Clock">Its trace clock: local, mono, ppc-tb ...</param>
/// <param name="PageBytes">Size of a ring-buffer page.</param>
/// <param name="IsPacked">The regions hold compressed chunks.</param>
/// <param name="Cpus">Its data, a CPU each.</param>
internal sealed record TraceBuffer(string Name, string Clock, int PageBytes, bool IsPacked, IReadOnlyList<CpuRegion> Cpus);
