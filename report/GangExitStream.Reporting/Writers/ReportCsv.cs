using System.Globalization;
using System.Text;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Writers;

/// <summary>RFC 4180: one header line, then the rows of every trace; numbers without formatting.</summary>
public sealed class ReportCsv(Stream output) : IReportWriter
{
    private bool _begun;

    /// <inheritdoc/>
    public void Write(ReportResult result)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        var (header, rows) = CsvRows.Of(result);
        if (!_begun)
            text.WriteLine("trace,host," + header + ",part,duration_ns" + (IsByVm(header) ? ",name" : ""));
        _begun = true;
        var prefix = Quote(result.Trace) + "," + Quote(result.Info.Host ?? "");
        foreach (var row in rows)
            text.WriteLine(prefix + "," + string.Join(',', row.Append(result.Part).Append(result.DurationNs).Concat(NameOf(result, header, row)).Select(Field)));
    }

    private static bool IsByVm(string header) => header.StartsWith("tgid,", StringComparison.Ordinal);

    private static IEnumerable<object?> NameOf(ReportResult result, string header, object?[] row) =>
        IsByVm(header) ? [row[0] is int tgid ? result.NameOf(tgid) : null] : [];

    /// <summary>A cell, quoted if needed.</summary>
    internal static string Field(object? value) => Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
