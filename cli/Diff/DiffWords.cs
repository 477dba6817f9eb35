using System.Globalization;
using GangExitStream.Cli.Report.Table;
using GangExitStream.Reporting.Diff;

namespace GangExitStream.Cli.Diff;

/// <summary>Numbers of a comparison for people.</summary>
internal static class DiffWords
{
    public static string Title(string metric, DiffBy by) => metric switch
    {
        TraceDiff.GangExits when by == DiffBy.Trap => "gang exits a second, by what triggered them",
        TraceDiff.GangExits => "gang exits a second",
        TraceDiff.ShareOfRuns => "share of runs that are gang exits",
        TraceDiff.LostShare when by == DiffBy.Trap => "share of thread-time lost to gang exits, at most, by what triggered them",
        TraceDiff.LostShare => "share of thread-time lost to gang exits, at most",
        TraceDiff.GuestExits => "guest exits a second",
        _ => metric,
    };

    public static string RowName(DiffBy by) => by switch { DiffBy.Trap => "trap", DiffBy.Vcore => "vcore", _ => "VM" };

    public static string Value(string metric, double? value, double? margin)
    {
        if (value is not { } number)
            return "";
        var text = metric is TraceDiff.ShareOfRuns or TraceDiff.LostShare ? string.Create(CultureInfo.InvariantCulture, $"{100 * number:F1} %") : Words.Rate(number);
        return margin is { } half && number > 0 ? string.Create(CultureInfo.InvariantCulture, $"{text} ± {100 * half / number:F0} %") : text;
    }

    public static string Amount(Change change) => change switch
    {
        { Verdict: ChangeVerdict.Noise } => "~",
        { Relative: { } share } => string.Create(CultureInfo.InvariantCulture, $"{100 * share:+0.0;-0.0;0.0} %"),
        { Difference: > 0 } => "new",
        _ => "",
    };

    public static string Verdict(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.TooFew => "too few to tell",
        ChangeVerdict.OnlyBefore => "only before",
        ChangeVerdict.OnlyAfter => "only after",
        ChangeVerdict.More => "more",
        ChangeVerdict.Less => "less",
        _ => "",
    };
}
