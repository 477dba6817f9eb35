using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options;

/// <summary>A command line that holds every source's options.</summary>
/// <param name="Arguments">As if the user had typed them all; secrets may be among them.</param>
/// <param name="Problems">What is wrong with the file.</param>
/// <param name="Given">By option: its values, and where they are from; the last one wins.</param>
internal sealed record ExpandedArguments(string[] Arguments, IReadOnlyList<string> Problems, IReadOnlyDictionary<Option, List<GivenValue>> Given)
{
    /// <summary>Every parse error with the key that it is about, as its source has it.</summary>
    public IEnumerable<string> Describe(ParseResult result) => result.Errors.Select(Describe);

    /// <summary>Those about options only: a command that isn't run needs no arguments.</summary>
    public IEnumerable<string> DescribeOptions(ParseResult result) =>
        result.Errors.Where(error => OptionOf(error.SymbolResult) is not null || result.UnmatchedTokens.Count > 0).Select(Describe);

    /// <summary>Without the arguments: they may be secret.</summary>
    public override string ToString() => $"{Arguments.Length} arguments, {Problems.Count} problems";

    private string Describe(ParseError error)
    {
        var place = OptionOf(error.SymbolResult) is { } option && Given.GetValueOrDefault(option) is [.., var last] ? last.Place : null;
        return place is null || error.Message.Contains(place, StringComparison.Ordinal) ? error.Message : $"{place}: {error.Message}";
    }

    private static Option? OptionOf(SymbolResult? symbol)
    {
        for (; symbol is not null; symbol = symbol.Parent)
        {
            if (symbol is OptionResult option)
                return option.Option;
        }
        return null;
    }
}
