using System.Text;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Reporting.Diff;

/// <summary>A comparison as RFC 4180: a line for each row and metric, the total first.</summary>
public static class DiffCsv
{
    /// <summary>Writes it.</summary>
    public static void Write(Stream output, DiffResult diff)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        text.WriteLine("name,tgid_before,tgid_after,vcore,trap,metric,before,before_margin,after,after_margin,difference,relative,p,p_adjusted,verdict");
        foreach (var row in diff.Rows.Prepend(diff.Total))
        {
            foreach (var (metric, change) in row.Changes)
                text.WriteLine(string.Join(',', Cells(row, metric, change).Select(ReportCsv.Field)));
        }
    }

    private static IEnumerable<object?> Cells(DiffRow row, string metric, Change change) =>
    [
        row.Name, row.TgidBefore, row.TgidAfter, row.Vcore, row.Trap, metric, Round(change.Before), Round(change.BeforeMargin), Round(change.After), Round(change.AfterMargin),
        Round(change.Difference), Round(change.Relative), Round(change.P), Round(change.AdjustedP), DiffJson.NameOf(change.Verdict),
    ];

    private static double? Round(double? value) => value is { } number && double.IsFinite(number) ? double.Round(number, 9) : null;
}
