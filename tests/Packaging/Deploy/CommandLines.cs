using System.Text.RegularExpressions;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Packaging.Deploy;

/// <summary>Command lines and variables in files that start gangexit, held against what the tool knows.</summary>
internal static partial class CommandLines
{
    /// <summary>Every option that the line names is one of its command.</summary>
    public static async Task CheckAsync(string line)
    {
        var words = Variable().Replace(line, "${standard}").Split(' ');
        var known = await OptionsOfAsync([.. words.TakeWhile(word => !word.StartsWith('-'))]);
        Assert.All(words.Where(word => word.StartsWith('-')), option => Assert.Contains(option, known));
    }

    /// <summary>Every variable <c>GANGEXIT_X</c> is an option of the command.</summary>
    public static async Task CheckVariablesAsync(string command, IEnumerable<string> variables)
    {
        var known = await OptionsOfAsync([command]);
        foreach (var variable in variables.Where(name => name.StartsWith("GANGEXIT_", StringComparison.Ordinal)))
            Assert.Contains("--" + variable["GANGEXIT_".Length..].ToLowerInvariant().Replace('_', '-'), known);
    }

    private static async Task<HashSet<string>> OptionsOfAsync(string[] command)
    {
        var help = await GangexitRun.Of([.. command, "--help"]);
        Assert.Equal(0, help.Code);
        return [.. Option().Matches(help.Output).Select(match => match.Value)];
    }

    [GeneratedRegex(@"\$\{[A-Z]+:-(?<standard>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("(?<![-a-z])--[a-z][-a-z]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();
}
