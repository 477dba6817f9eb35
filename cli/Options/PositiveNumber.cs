using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace GangExitStream.Cli.Options;

/// <summary>Options that take a whole number above 0.</summary>
internal static class PositiveNumber
{
    /// <summary>Creates such an option; its value is null if it isn't given.</summary>
    public static Option<T?> Option<T>(string name, string description)
        where T : struct, IBinaryInteger<T> => new(name) { Description = description, HelpName = "N", CustomParser = Parse<T> };

    private static T? Parse<T>(ArgumentResult result)
        where T : struct, IBinaryInteger<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > T.Zero)
            return number;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes a whole number above 0, not '{text}'.");
        return null;
    }
}
