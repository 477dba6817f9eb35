using System.CommandLine;

namespace GangExitStream.Cli.Options;

/// <summary>An option with a text for its default.</summary>
internal interface IDefaultText
{
    /// <summary>The default as text, such as "3, or the number of brokers".</summary>
    string DefaultText { get; }
}

/// <summary>An option whose default is determined later, by the trace, the cluster or the configured code. Its value is null until then.</summary>
/// <typeparam name="T">A nullable type.</typeparam>
internal sealed class DerivedOption<T> : Option<T>, IDefaultText
{
    /// <param name="name">The name with its dashes.</param>
    /// <param name="description">For the help text, which shows the default after it.</param>
    /// <param name="defaultText">The default as text.</param>
    public DerivedOption(string name, string description, string defaultText)
        : base(name) => (Description, DefaultText) = ($"{description} [default: {defaultText}]", defaultText);

    /// <inheritdoc/>
    public string DefaultText { get; }
}
