using System.Diagnostics;
using System.Globalization;

namespace GangExitStream.Tests.Shared;

/// <summary>
/// Uprobes on a simulator of VMs that have the names of kvm_hv's tracepoints: the script of RECORD_KVM_HV defines and records them (root and gcc
/// needed). Tests skip where it is not named. The uprobes, their counts of hits and what recorders see are the machine's: one test at a time
/// has them, of all test programs that run here.
/// </summary>
internal sealed class LookAlikes : IDisposable
{
    private const string Profile = "/sys/kernel/tracing/uprobe_profile";
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _lock;

    private LookAlikes(string script, FileStream taken) => (Script, _lock) = (script, taken);

    /// <summary>The script.</summary>
    public string Script { get; }

    /// <summary>How often the kernel has met them since they were defined.</summary>
    public static long Hits => File.Exists(Profile)
        ? File.ReadLines(Profile).Where(line => line.Contains("kvm", StringComparison.Ordinal)).Sum(line => long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture))
        : 0;

    /// <summary>Waits until no other test has them.</summary>
    public static async Task<LookAlikes> TakeAsync(CancellationToken cancel)
    {
        var script = Environment.GetEnvironmentVariable("RECORD_KVM_HV");
        Assert.SkipWhen(string.IsNullOrEmpty(script), "RECORD_KVM_HV doesn't name the script that defines look-alikes (.ci/run sets it where root can record)");
        while (true)
        {
            if (TryLock() is { } taken)
                return new LookAlikes(script!, taken);
            await Task.Delay(TryAgain, cancel);
        }
    }

    /// <summary>As <see cref="TakeAsync"/>, and defines them for tracefs, which the script does at its first run.</summary>
    public static async Task<LookAlikes> DefineAsync(CancellationToken cancel)
    {
        var taken = await TakeAsync(cancel);
        using var run = Process.Start(new ProcessStartInfo(taken.Script, ["/dev/null", "1"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await run.WaitForExitAsync(cancel);
        Assert.SkipUnless(Directory.Exists("/sys/kernel/tracing/events/kvm_hv"), "there is no tracefs, or no tracepoints of kvm_hv in it");
        return taken;
    }

    /// <summary>Starts one VM; its process id is the VM's tgid.</summary>
    /// <param name="runs">Runs of all its threads together.</param>
    /// <param name="vcores">Virtual cores.</param>
    /// <param name="threads">Threads of each.</param>
    public static Process Simulate(int runs, int vcores = 4, int threads = 8) =>
        Process.Start(Path.Combine(Environment.GetEnvironmentVariable("VMSIM_DIR") ?? "/tmp/vmsim", "vmsim"), [$"{runs}", $"{vcores}", $"{threads}", "30", "1"]);

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(Path.GetTempPath(), "gangexit-look-alikes.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // another test has them
        }
    }
}
