using System.CommandLine;

namespace GangExitStream.Cli.Options;

/// <summary>An option that knows in words what holds where nobody gives it.</summary>
internal interface IDefaultText
{
    /// <summary>Such as "3, or the number of brokers".</summary>
    string DefaultText { get; }
}

/// <summary>An option whose default is found later: from the trace, the cluster or the code that it configures. Its value is null until then.</summary>
/// <typeparam name="T">A type with a null.</typeparam>
internal sealed class DerivedOption<T> : Option<T>, IDefaultText
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help text, which shows the default behind it.</param>
    /// <param name="defaultText">The default, in words.</param>
    public DerivedOption(string name, string description, string defaultText)
        : base(name) => (Description, DefaultText) = ($"{description} [default: {defaultText}]", defaultText);

    /// <inheritdoc/>
    public string DefaultText { get; }
}
