using System.Runtime.InteropServices;
using CsCheck;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Property.Processing;

/// <summary>What happens between two runs of records: the epoch ends, the process dies, a transaction aborts, a partition moves.</summary>
internal enum Fault
{
    None,
    Commit,
    Crash,
    AbortedCommit,
    HandOver,
}

/// <summary>So many records in, in chunks of a size, then that.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Step(int Records, int ChunkSize, Fault Fault);

/// <summary>VMs' events, and all the ways in which they can come and processors can die.</summary>
internal static class LogGen
{
    public const int Partitions = 2;
    private const int FirstTgid = 10;

    /// <summary>Three VMs. Half of them have times that go forward, as traces have; the others' go to and fro.</summary>
    public static Gen<KvmEvent[][]> Vms { get; } = Gen.Select(Vm(FirstTgid), Vm(FirstTgid + 1), Vm(FirstTgid + 2), (a, b, c) => new[] { a, b, c });

    public static Gen<Step[]> Steps { get; } = Gen.Select(Gen.Int[0, 12], Gen.Int[1, 16], Gen.Enum<Fault>(), (n, size, fault) => new Step(n, size, fault)).Array[0, 12];

    /// <summary>Each VM's events once, evenly cut, one VM after the other.</summary>
    public static InputLog Clean(KvmEvent[][] vms, bool ends)
    {
        var log = new InputLog();
        for (var vm = 0; vm < vms.Length; vm++)
        {
            for (var at = 0; at < vms[vm].Length; at += 7)
                Add(log, vm, vms[vm], at, Math.Min(at + 7, vms[vm].Length), ends);
        }
        return log;
    }

    /// <summary>The same events cut anywhere, VMs mixed, ranges published again: before, after, and over the ends of others.</summary>
    public static InputLog Messy(KvmEvent[][] vms, bool ends, Random random)
    {
        var (log, at) = (new InputLog(), new int[vms.Length]);
        while (Enumerable.Range(0, vms.Length).Where(vm => at[vm] < vms[vm].Length).ToArray() is { Length: > 0 } open)
        {
            var vm = open[random.Next(open.Length)];
            var from = random.Next(3) == 0 ? random.Next(at[vm] + 1) : at[vm];
            var to = Math.Min(vms[vm].Length, from + random.Next(1, 20));
            Add(log, vm, vms[vm], from, to, ends);
            at[vm] = Math.Max(at[vm], to);
        }
        for (var vm = 0; vm < vms.Length; vm++)
        {
            if (vms[vm].Length > 0 && random.Next(2) == 0)
                Add(log, vm, vms[vm], random.Next(vms[vm].Length), vms[vm].Length, ends); // a producer that died at the end
        }
        return log;
    }

    /// <summary>Contracts broken: batches missing, sequences that go back, clocks learnt late or changed, ends that weren't, garbage.</summary>
    public static InputLog Broken(KvmEvent[][] vms, Random random)
    {
        var log = new InputLog();
        for (var i = random.Next(40); i > 0; i--)
        {
            var vm = random.Next(vms.Length);
            var sequence = random.Next(60);
            var events = vms[vm].Skip(sequence).Take(random.Next(12)).ToArray();
            long? wall = random.Next(3) == 0 ? random.Next(-500, 500) : null;
            var batch = InputLog.BatchOf(sequence, events, end: random.Next(5) == 0, wall, FirstTgid + vm);
            if (random.Next(8) == 0)
                log.AddRaw([1], [2, 3], vm % Partitions);
            else
                log.Add(batch, events, vm % Partitions);
        }
        return log;
    }

    private static void Add(InputLog log, int vm, KvmEvent[] all, int from, int to, bool ends) =>
        log.Add(InputLog.BatchOf(from, all[from..to], ends && to == all.Length, wall: vm == 0 ? 1_000_003 : null, FirstTgid + vm), all.AsSpan(from..to), vm % Partitions);

    private static Gen<KvmEvent[]> Vm(int tgid) =>
        Gen.Select(Detect.Gens.OneVm(tgid), Gen.Bool, (events, sorted) => sorted ? [.. events.OrderBy(e => e.TimeNs)] : events);
}
