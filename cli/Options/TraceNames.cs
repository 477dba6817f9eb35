namespace GangExitStream.Cli.Options;

/// <summary>Checks the names of traces on the command line.</summary>
internal static class TraceNames
{
    /// <summary>The problem; null: none.</summary>
    public static string? Problem(params IEnumerable<string?> traces) =>
        traces.Contains("") ? "The name of a trace is empty: give a file, or - for standard input." : null;
}
