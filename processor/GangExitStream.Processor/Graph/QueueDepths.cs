using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Graph;

/// <summary>How much waits before each step of the graph.</summary>
/// <param name="Decode">Chunks that wait for a decoder, and decoded chunks that wait for the lane.</param>
/// <param name="Lane">Chunks in the queue of the state lane.</param>
/// <param name="Commit">Epochs that wait for their commit or are being committed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QueueDepths(int Decode, int Lane, int Commit);
