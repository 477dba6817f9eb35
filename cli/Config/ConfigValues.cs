using System.CommandLine;
using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Cli.Config;

/// <summary>Formats values of settings; masks secrets.</summary>
internal static class ConfigValues
{
    /// <summary>URLs with masked logins. A comma may be part of a password: then the text is not a list of URLs.</summary>
    public static string MaskedUrls(string text)
    {
        var parts = text.Split(',');
        return Array.TrueForAll(parts, part => Uri.TryCreate(part, UriKind.Absolute, out _)) ? string.Join(',', parts.Select(MaskedUrl)) : MaskedUrl(text);
    }

    /// <summary>A client property's value; masked if it is a secret, unless it is a reference to one.</summary>
    public static string Masked(PropertyEntry entry) => ClientProperties.IsReference(entry.Value) ? entry.Value : entry.MaskedValue;

    /// <summary>An option's default as text.</summary>
    public static string? DefaultOf(Option option)
    {
        if (option.ValueType == typeof(bool))
            return "false";
        if (option is IDefaultText derived)
            return derived.DefaultText;
        return option.HasDefaultValue ? Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture) : null;
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
