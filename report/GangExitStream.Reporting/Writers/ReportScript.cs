using System.Globalization;
using System.Text;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Writers;

/// <summary>Byte for byte the output of the original script under <c>perf script -s</c>: per process, by its rule.</summary>
public sealed class ReportScript(Stream output) : IReportWriter
{
    /// <inheritdoc/>
    public void Write(ReportResult result)
    {
        var counts = result.Vms.ToDictionary(vm => vm.Tgid, vm => vm.Counts.GangExitsPerTgid);
        var text = new StringBuilder("Ganged exits summary\n");
        foreach (var tgid in result.ScriptOrder)
            text.Append(CultureInfo.InvariantCulture, $"\nGanged exits for process {tgid} : {counts[tgid],20}\n");
        text.Append("=======================================\n");
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        output.Flush();
    }
}
