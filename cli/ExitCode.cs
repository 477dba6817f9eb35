using GangExitStream.Reporting.Analysis;
using GangExitStream.Subscriber;

namespace GangExitStream.Cli;

/// <summary>gangexit's exit codes: a contract.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed, or interrupted.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is invalid.</summary>
    public const int Usage = 2;

    /// <summary>Done, but the input was damaged or lossy.</summary>
    public const int Damaged = 3;

    /// <summary>The more severe of two: failed, then damaged, then done.</summary>
    public static int Worse(int left, int right) => Severity(left) >= Severity(right) ? left : right;

    /// <summary>The exit code of a report.</summary>
    internal static int Of(ReportResult report) => report.Failed || report.Interrupted ? Failed : report.DamagedOrLossy ? Damaged : Done;

    /// <summary>The exit code of a watch.</summary>
    internal static int Of(WatchEnd end) => end switch
    {
        WatchEnd.Done => Done,
        WatchEnd.Undecodable => Damaged,
        _ => Failed,
    };

    private static int Severity(int code) => code switch
    {
        Done => 0,
        Damaged => 1,
        _ => 2,
    };
}
