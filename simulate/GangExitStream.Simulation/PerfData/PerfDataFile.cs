using System.Buffers.Binary;

namespace GangExitStream.Simulation.PerfData;

/// <summary>
/// Writes a host's recording as a perf.data in file mode with the layout of <c>perf record</c>: rounds that end with FINISHED_ROUND; within a
/// round the CPUs follow each other, and each CPU's records are in order. <c>perf script</c> can read the file.
/// </summary>
public static class PerfDataFile
{
    private const long RoundNs = 50_000_000;
    private const int BufferEvents = 4096;
    private const int WriteBytes = 1 << 20;

    /// <summary>Writes the file; the host's <see cref="SimulatedHost.Truth"/> is complete afterwards.</summary>
    /// <param name="host">The host; no event may have been read from it.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="stop">Cancels the writing with an <see cref="OperationCanceledException"/>; the file is then unfinished.</param>
    public static void Write(SimulatedHost host, string path, CancellationToken stop)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, WriteBytes);
        var head = FileHead.Of(host.IsPower9);
        file.Write(head);
        WriteRounds(host, file, stop);
        var dataBytes = file.Position - head.Length;
        file.Write(FeatureSections.Of(host.Name, host.IsPower9, head.Length + dataBytes));
        file.Position = FileHead.DataSizeAt;
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, dataBytes);
        file.Write(size);
    }

    private static void WriteRounds(SimulatedHost host, FileStream file, CancellationToken stop)
    {
        var events = new KvmEvent[BufferEvents];
        var cpus = new SortedDictionary<int, MemoryStream>();
        var record = new byte[SampleWriter.MaxBytes];
        var endNs = SimulatedHost.StartNs + RoundNs;
        for (int count; (count = host.Read(events)) > 0;)
        {
            stop.ThrowIfCancellationRequested();
            foreach (ref readonly var e in events.AsSpan(0, count))
            {
                if (e.TimeNs >= endNs)
                    EndRound(file, cpus);
                while (e.TimeNs >= endNs)
                    endNs += RoundNs;
                if (!cpus.TryGetValue(e.Cpu, out var cpu))
                    cpus.Add(e.Cpu, cpu = new MemoryStream());
                cpu.Write(record.AsSpan(0, SampleWriter.Write(e, record)));
            }
        }
        EndRound(file, cpus);
    }

    private static void EndRound(FileStream file, SortedDictionary<int, MemoryStream> cpus)
    {
        foreach (var cpu in cpus.Values)
        {
            file.Write(cpu.GetBuffer().AsSpan(0, (int)cpu.Length));
            cpu.SetLength(0);
        }
        file.Write([68, 0, 0, 0, 0, 0, 8, 0]); // FINISHED_ROUND
    }
}
