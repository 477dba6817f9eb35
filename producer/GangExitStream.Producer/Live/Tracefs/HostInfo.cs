using System.Runtime.InteropServices;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>Facts about the host that perf writes into a recording, for the report's verdict.</summary>
internal static class HostInfo
{
    public static TraceInfo Of(string host) => new()
    {
        Form = TraceForm.Tracefs,
        Host = host,
        OsRelease = FirstLine("/proc/sys/kernel/osrelease"),
        Arch = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.Ppc64le => "ppc64le",
            Architecture.X64 => "x86_64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString(),
        },
        Cpu = CpuOf(File.ReadLines("/proc/cpuinfo")),
    };

    /// <summary>POWER: <c>cpu : POWER8 (raw), altivec supported</c>; x86: <c>model name : ...</c>.</summary>
    internal static string? CpuOf(IEnumerable<string> cpuinfo) => cpuinfo
        .Select(static line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .Where(static pair => pair is ["cpu" or "model name", _])
        .Select(static pair => pair[1])
        .FirstOrDefault();

    private static string? FirstLine(string path) => File.ReadLines(path).FirstOrDefault();
}
