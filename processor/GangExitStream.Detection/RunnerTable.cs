using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>The runners of one VM by thread id, in the order of their first Enter.</summary>
internal struct RunnerTable
{
    /// <summary>Maximum runners of a VM: KVM on POWER has no more vcpu ids (8 per core, 2,048 cores).</summary>
    public const int MaxRunners = 16_384;

    private DenseTable<RunnerState, TidOf> _runners;

    public readonly int Count => _runners.Count;

    public readonly Span<RunnerState> All => _runners.All;

    public readonly bool IsFull => Count == MaxRunners;

    /// <summary>The runner's state, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref RunnerState Find(int tid) => ref _runners.Find(tid);

    /// <summary>The same, looked for first at the place where it was found before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref RunnerState Find(int tid, ref int place) => ref _runners.Find(tid, ref place);

    /// <summary>Adds a runner that is not present. The table must not be full. Invalidates references into it.</summary>
    public ref RunnerState Add(scoped in RunnerState runner) => ref _runners.Add(runner);

    /// <summary>Removes the runners without an open run.</summary>
    public void RemoveClosed()
    {
        var open = All.ToArray().Where(static runner => runner.Open).ToArray();
        Clear();
        foreach (var runner in open)
            Add(runner);
    }

    public void Clear() => this = default;

    private readonly struct TidOf : IKeyOf<RunnerState>
    {
        public static int FirstCapacity => 2;

        public static int Of(in RunnerState runner) => runner.Tid;
    }
}
