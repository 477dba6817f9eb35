using System.CommandLine;
using GangExitStream.Cli.Options.Sources;

namespace GangExitStream.Cli.Options;

/// <summary>How much is written to standard error.</summary>
internal enum Verbosity
{
    /// <summary>Problems and progress.</summary>
    Normal,

    /// <summary>Problems only.</summary>
    Quiet,

    /// <summary>Also what was read and written, and every log line of the Kafka clients.</summary>
    Verbose,
}

/// <summary>--quiet and --verbose, the same for every command that has them.</summary>
internal static class VerbosityOptions
{
    private const string QuietName = "--quiet";
    private const string VerboseName = "--verbose";

    /// <summary>Adds them to a command and its subcommands.</summary>
    public static Command AddTo(Command command)
    {
        command.Options.Add(new Option<bool>(QuietName, "-q") { Description = "Standard error says only what goes wrong: no progress, notes or closing line", Recursive = true });
        command.Options.Add(new Option<bool>(VerboseName, "-v") { Description = "Standard error says more: what was read and from where, every line of the Kafka clients", Recursive = true });
        return command;
    }

    /// <summary>The requested verbosity; both options together are refused (<see cref="Problem"/>).</summary>
    public static Verbosity Of(Settings settings) =>
        IsSet(settings, QuietName) ? Verbosity.Quiet : IsSet(settings, VerboseName) ? Verbosity.Verbose : Verbosity.Normal;

    /// <summary>The problem of both options together, from any source; null: none.</summary>
    public static string? Problem(Settings settings) => IsSet(settings, QuietName) && IsSet(settings, VerboseName) ? $"{QuietName} and {VerboseName} exclude each other." : null;

    private static bool IsSet(Settings settings, string name) => settings.Options.FirstOrDefault(option => option.Name == name) is Option<bool> option && settings.GetValue(option);
}
