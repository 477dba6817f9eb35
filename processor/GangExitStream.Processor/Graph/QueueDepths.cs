using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Graph;

/// <summary>What waits before each of the graph's steps.</summary>
/// <param name="Decode">Chunks before and behind the decoders.</param>
/// <param name="Lane">Chunks before the lane that has state.</param>
/// <param name="Commit">Epochs that wait for their commit, or are in it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QueueDepths(int Decode, int Lane, int Commit);
