namespace GangExitStream.Kafka.Properties;

/// <summary>One client property as the user wrote it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value; may be a secret.</param>
/// <param name="Place">File and line, or the option that gave it.</param>
public readonly record struct PropertyEntry(string Key, string Value, string Place)
{
    /// <summary>The value, or asterisks for a secret.</summary>
    public string MaskedValue => Secrets.Mask(Key, Value);

    /// <summary>For logs: secrets masked.</summary>
    public override string ToString() => $"{Place}: {Key}={MaskedValue}";

    /// <summary>Reads <c>key=value</c>; null where there is no '=' or no key.</summary>
    /// <param name="argument">The text.</param>
    /// <param name="place">What gave it: an option, a variable, a file.</param>
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
