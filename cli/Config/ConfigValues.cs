using System.CommandLine;
using System.Globalization;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Cli.Config;

/// <summary>How values may be shown.</summary>
internal static class ConfigValues
{
    /// <summary>An option's value: a URL's login is masked.</summary>
    public static string Masked(Option option, string text) => option.ValueType == typeof(Uri) ? MaskedUrl(text) : text;

    /// <summary>A client property's value: masked where it is a secret, unless it only says where the secret is.</summary>
    public static string Masked(PropertyEntry entry) => ClientProperties.IsReference(entry.Value) ? entry.Value : entry.MaskedValue;

    /// <summary>What an option is when nothing gives it a value.</summary>
    public static string? DefaultOf(Option option)
    {
        if (option.ValueType == typeof(bool))
            return "false";
        return option.HasDefaultValue ? Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture) : DefaultInHelp(option.Description ?? "");
    }

    // Where null means "the default", its value is known to the help text only.
    private static string? DefaultInHelp(string description)
    {
        const string Mark = "[default: ";
        var at = description.LastIndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? null : description[(at + Mark.Length)..].TrimEnd(']');
    }

    private static string MaskedUrl(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 0)
            return text;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return $"{(scheme < 0 ? "" : text[..(scheme + 3)])}********{text[at..]}";
    }
}
