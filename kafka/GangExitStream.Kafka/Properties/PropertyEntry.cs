namespace GangExitStream.Kafka.Properties;

/// <summary>A client property as the user wrote it.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value; it may be a secret.</param>
/// <param name="Place">File and line, or the option, that it comes from.</param>
public readonly record struct PropertyEntry(string Key, string Value, string Place)
{
    /// <summary>The value, or asterisks for a secret.</summary>
    public string MaskedValue => Secrets.Mask(Key, Value);

    /// <summary>The entry for logs, with a secret value masked.</summary>
    public override string ToString() => $"{Place}: {Key}={MaskedValue}";

    /// <summary>Parses <c>key=value</c>; null: there is no '=' or no key.</summary>
    /// <param name="argument">The text.</param>
    /// <param name="place">The option, variable or file that it comes from.</param>
    public static PropertyEntry? FromArgument(string argument, string place = "-X")
    {
        ArgumentNullException.ThrowIfNull(argument);
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            return null;
        var key = argument[..at].Trim();
        return new PropertyEntry(key, argument[(at + 1)..], $"{place} {key}");
    }
}
