using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options.Sources;

/// <summary>Formats a parse error as one line without the names of .NET types.</summary>
internal static class ParseErrorText
{
    /// <param name="error">The parser's error.</param>
    /// <param name="option">The option that it concerns; null: none.</param>
    public static string Of(ParseError error, Option? option) => option is not null && NamesType(error, option.ValueType)
        ? $"'{(error.SymbolResult?.Tokens is [.., var token] ? token.Value : "")}' is no value for {option.Name}, which takes {FormOf(option)}."
        : OneLine(error.Message);

    // "Cannot parse argument 'abc' for option '--partitions' as expected type 'System.Nullable`1[System.Int32]'."
    // For a repeatable option it names the type of one value.
    private static bool NamesType(ParseError error, Type type) =>
        error.Message.Contains($"'{type}'", StringComparison.Ordinal) || (type.GetElementType() is { } one && NamesType(error, one));

    private static string FormOf(Option option)
    {
        var type = option.ValueType.GetElementType() ?? Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        return Type.GetTypeCode(type.IsEnum ? null : type) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.Int16 => $"a whole number up to {short.MaxValue}",
            TypeCode.UInt16 => $"a whole number up to {ushort.MaxValue}",
            TypeCode.Int32 => $"a whole number up to {int.MaxValue}",
            TypeCode.Int64 => $"a whole number up to {long.MaxValue}",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            _ when type.IsEnum => string.Join(" or ", Enum.GetNames(type).Select(name => name.ToLowerInvariant())),
            _ => option.HelpName ?? "what --help shows",
        };
    }

    // The parser writes a list of words on several lines.
    private static string OneLine(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
