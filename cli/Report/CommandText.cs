using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Report;

/// <summary>Formats a command line for a shell.</summary>
internal static class CommandText
{
    /// <summary>gangexit and its arguments, quoted as a shell needs it.</summary>
    public static string Of(IEnumerable<Token> tokens) => string.Join(' ', tokens.Select(token => Quote(token.Value)).Prepend("gangexit"));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
