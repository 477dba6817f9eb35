using System.CommandLine;

namespace GangExitStream.Cli.Options;

/// <summary>How much stands on standard error beside the results.</summary>
internal enum Verbosity
{
    /// <summary>What goes wrong, and how far a command is.</summary>
    Normal,

    /// <summary>What goes wrong.</summary>
    Quiet,

    /// <summary>What was read and written, too, and every line of the Kafka clients.</summary>
    Verbose,
}

/// <summary>--quiet and --verbose, the same for every command that has them.</summary>
internal static class VerbosityOptions
{
    private const string QuietName = "--quiet";
    private const string VerboseName = "--verbose";

    /// <summary>Makes them options of a command and of those below it.</summary>
    public static Command AddTo(Command command)
    {
        command.Options.Add(new Option<bool>(QuietName, "-q") { Description = "Standard error says only what goes wrong: no progress, notes or closing line", Recursive = true });
        command.Options.Add(new Option<bool>(VerboseName, "-v") { Description = "Standard error says more: what was read and from where, every line of the Kafka clients", Recursive = true });
        return command;
    }

    /// <summary>What was asked for; both together are refused (<see cref="Problem"/>).</summary>
    public static Verbosity Of(Settings settings) =>
        IsSet(settings, QuietName) ? Verbosity.Quiet : IsSet(settings, VerboseName) ? Verbosity.Verbose : Verbosity.Normal;

    /// <summary>Whatever gave them; null: none.</summary>
    public static string? Problem(Settings settings) => IsSet(settings, QuietName) && IsSet(settings, VerboseName) ? $"{QuietName} and {VerboseName} exclude each other." : null;

    private static bool IsSet(Settings settings, string name) => settings.Options.FirstOrDefault(option => option.Name == name) is Option<bool> option && settings.GetValue(option);
}
