using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Report;

/// <summary>A command line as one would type it.</summary>
internal static class CommandText
{
    /// <summary>gangexit and its words, in quotes where a shell needs them.</summary>
    public static string Of(IEnumerable<Token> tokens) => string.Join(' ', tokens.Select(token => Quote(token.Value)).Prepend("gangexit"));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
