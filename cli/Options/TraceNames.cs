namespace GangExitStream.Cli.Options;

/// <summary>Checks the names of traces on the command line.</summary>
internal static class TraceNames
{
    /// <summary>What is wrong with them; null: nothing.</summary>
    public static string? Problem(params IEnumerable<string?> traces) =>
        traces.Contains("") ? "The name of a trace is empty: give a file, or - for standard input." : null;
}
