using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>The vcpus of one VM that have run their vcore, in blocks of eight ids: the ids of a vcore are in one block under every stride.</summary>
internal struct VcpuTable
{
    /// <summary>Vcpu ids from this one on are ignored: KVM has 2,048 (KVM_MAX_VCPUS) with a stride of 8.</summary>
    public const int MaxVcpu = 16_384;

    private DenseTable<VcpuBlock, NumberOf> _blocks;

    /// <summary>Vcpus with a gang exit whose forced threads are out.</summary>
    public int OutCount;

    /// <summary>Vcpus that have run their vcore.</summary>
    public readonly int Count
    {
        get
        {
            var count = 0;
            foreach (ref readonly var block in Blocks)
                count += BitOperations.PopCount(block.Seen);
            return count;
        }
    }

    public readonly Span<VcpuBlock> Blocks => _blocks.All;

    public static bool IsKnown(int vcpu) => (uint)vcpu < MaxVcpu;

    /// <summary>The block of a vcpu, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref VcpuBlock Find(int vcpu) => ref _blocks.Find(vcpu / VcpuBlock.Size);

    /// <summary>The block of a vcpu below <see cref="MaxVcpu"/>. Adding a block invalidates references into the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref VcpuBlock FindOrAdd(int vcpu)
    {
        ref var block = ref Find(vcpu);
        if (!Unsafe.IsNullRef(ref block))
            return ref block;
        return ref Add(vcpu);
    }

    private ref VcpuBlock Add(int vcpu) => ref _blocks.Add(new VcpuBlock { Number = vcpu / VcpuBlock.Size, LastExitNs = long.MinValue });

    /// <summary>Restores a vcpu's state.</summary>
    public void Put(in VcpuState vcpu)
    {
        ref var block = ref FindOrAdd(vcpu.Vcpu);
        var bit = VcpuBlock.Bit(vcpu.Vcpu);
        OutCount += (vcpu.Forced > 0 ? 1 : 0) - ((block.Out & bit) != 0 ? 1 : 0);
        block.Slots[vcpu.Vcpu & (VcpuBlock.Size - 1)] = vcpu;
        block.LastExitNs = Math.Max(block.LastExitNs, vcpu.ExitNs);
        block.Seen |= bit;
        block.Out = (byte)(vcpu.Forced > 0 ? block.Out | bit : block.Out & ~bit);
    }

    /// <summary>Copies the states of all vcpus; returns how many.</summary>
    public readonly int CopyTo(Span<VcpuState> destination)
    {
        var count = 0;
        foreach (ref readonly var block in Blocks)
        {
            for (int seen = block.Seen; seen != 0; seen &= seen - 1)
                destination[count++] = block.Slots[BitOperations.TrailingZeroCount(seen)];
        }
        return count;
    }

    private readonly struct NumberOf : IKeyOf<VcpuBlock>
    {
        public static int FirstCapacity => 1;

        public static int Of(in VcpuBlock block) => block.Number;
    }
}

/// <summary>Eight consecutive vcpu ids.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VcpuBlock
{
    /// <summary>Vcpu ids of a block: the largest stride.</summary>
    public const int Size = VcoreStride.Largest;

    /// <summary>The key: vcpu / <see cref="Size"/>.</summary>
    public int Number;

    /// <summary>Bits of the vcpus that have run their vcore.</summary>
    public byte Seen;

    /// <summary>Bits of the vcpus with a gang exit whose forced threads are out.</summary>
    public byte Out;

    /// <summary>Not before the latest Exit of the block: a run that entered later overlaps none of them.</summary>
    public long LastExitNs;

    public VcpuSlots Slots;

    /// <summary>Bits of the vcpus that share a vcore with this one.</summary>
    public static byte Mask(int vcpu, int stride) => (byte)(((1 << stride) - 1) << (vcpu & (Size - 1) & ~(stride - 1)));

    public static byte Bit(int vcpu) => (byte)(1 << (vcpu & (Size - 1)));
}

/// <summary>The states of a block's vcpus.</summary>
[InlineArray(VcpuBlock.Size)]
internal struct VcpuSlots
{
    private VcpuState _first;
}
