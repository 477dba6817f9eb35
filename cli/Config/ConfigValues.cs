using System.CommandLine;
using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Cli.Config;

/// <summary>How values may be shown.</summary>
internal static class ConfigValues
{
    /// <summary>URLs, their logins masked. A comma may also be part of a password: then the text is no list of URLs.</summary>
    public static string MaskedUrls(string text)
    {
        var parts = text.Split(',');
        return Array.TrueForAll(parts, part => Uri.TryCreate(part, UriKind.Absolute, out _)) ? string.Join(',', parts.Select(MaskedUrl)) : MaskedUrl(text);
    }

    /// <summary>A client property's value: masked where it is a secret, unless it only says where the secret is.</summary>
    public static string Masked(PropertyEntry entry) => ClientProperties.IsReference(entry.Value) ? entry.Value : entry.MaskedValue;

    /// <summary>What an option is when nothing gives it a value.</summary>
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
