using System.Globalization;

namespace GangExitStream.Tests.Chaos.Fleet;

/// <summary>
/// A host that never was, as perf script's text: VMs of one to four vcores, whose runs overlap, move between CPUs, lack their
/// beginning or end, and lose samples. What it must give is found by reading it, as with every other trace.
/// </summary>
internal sealed class GeneratedTrace(Random random, TextWriter output)
{
    private static readonly string[] Traps = ["0x0", "EXTERNAL", "HV_DECREMENTER", "H_DATA_STORAGE", "SYSCALL", "H_DOORBELL"];

    private readonly List<(long TimeNs, string Line)> _lines = [];

    /// <summary>Writes one into a folder.</summary>
    public static string Create(string folder, string name, Random random)
    {
        var path = Path.Combine(folder, name + ".perf-script.txt");
        using var output = new StreamWriter(path);
        new GeneratedTrace(random, output).Write();
        return path;
    }

    private void Write()
    {
        for (var vm = random.Next(1, 6); vm > 0; vm--)
            AddVm(1000 * vm);
        AddLosses();
        foreach (var (_, line) in _lines.OrderBy(line => line.TimeNs))
            output.WriteLine(line);
    }

    private void AddVm(int tgid)
    {
        var (vcores, threads, runs) = (random.Next(1, 5), random.Next(1, 9), random.Next(50, 400));
        for (var vcore = 0; vcore < vcores; vcore++)
        {
            var time = 1_000_000_000L * random.Next(1000, 1010);
            for (var run = 0; run < runs; run++)
                time = AddRun(tgid, vcore, threads, time);
        }
    }

    /// <summary>Enter, guest exits, Exit, all of one runner thread; returns when the vcore is free again.</summary>
    private long AddRun(int tgid, int vcore, int threads, long time)
    {
        var (runner, cpu) = (random.Next(threads), 8 * random.Next(4));
        var (tid, vcpu) = (tgid + 2 + 8 * vcore + runner, 8 * vcore + runner);
        if (random.Next(40) != 0)
            Add(time, tgid, tid, cpu, $"kvmppc_run_core: Enter runner_vcpu=={vcpu} runnable={random.Next(1, threads + 1)} tgid={tgid}");
        time += random.Next(1_000, 900_000);
        for (var thread = 0; thread < threads; thread++)
            Add(time += random.Next(1_000, 5_000), tgid, tid, cpu, $"kvm_guest_exit: VCPU {8 * vcore + thread}: trap={Traps[random.Next(Traps.Length)]} pc=0xc000000000012340 msr=0x9033, ceded={random.Next(2)}");
        if (random.Next(40) != 0)
            Add(time += random.Next(1_000, 9_000), tgid, tid, cpu, $"kvmppc_run_core: Exit runner_vcpu=={vcpu} runnable={random.Next(0, threads + 1)} tgid={tgid}");
        return time + random.Next(1_000, 60_000_000);
    }

    private void AddLosses()
    {
        for (var loss = random.Next(4); loss > 0; loss--)
        {
            var time = _lines[random.Next(_lines.Count)].TimeNs;
            Add(time, 1, 1, 8 * random.Next(4), $"PERF_RECORD_LOST lost {random.Next(1, 500)}", system: "");
        }
    }

    private void Add(long timeNs, int pid, int tid, int cpu, string text, string system = "kvm_hv:") =>
        _lines.Add((timeNs, string.Create(CultureInfo.InvariantCulture, $"{pid,5}/{tid,-5} [{cpu:000}] {timeNs / 1_000_000_000}.{timeNs / 1000 % 1_000_000:000000}: {system}{text}")));
}
