using System.Runtime.InteropServices;

namespace GangExitStream.Traces.TraceDat;

/// <summary>The region of the file with one CPU's pages, or compressed chunks of pages.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CpuRegion(int Cpu, long Offset, long Bytes);

/// <summary>One buffer of the recording: the top buffer, named "", or an instance of tracefs.</summary>
/// <param name="Name">The instance's name.</param>
/// <param name="Clock">Its trace clock: local, mono, ppc-tb ...</param>
/// <param name="PageBytes">Size of a ring-buffer page.</param>
/// <param name="IsPacked">The regions have compressed chunks.</param>
/// <param name="Cpus">The region of each CPU.</param>
internal sealed record TraceBuffer(string Name, string Clock, int PageBytes, bool IsPacked, IReadOnlyList<CpuRegion> Cpus);
