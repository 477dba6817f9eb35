using System.CommandLine;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;

namespace GangExitStream.Cli.Config;

/// <summary>
/// <c>gangexit config show [COMMAND [OPTION...]]</c>. Each command is parsed and configured as for a run, so it shows the effective
/// settings and reports the same problems, with exit code 2.
/// </summary>
internal sealed class ConfigShow(AppIo io, Func<CommonOptions, RootCommand> commands)
{
    private readonly List<ConfigRow> _rows = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    public int Run(string[] words, bool asJson, TextWriter output, TextWriter error)
    {
        if (Names(words, out var options) is not { } names)
            return Refuse($"gangexit: no command '{words[0]}', or several: name one to try options with it.", error);
        foreach (var name in names)
            AddCommand(name, options);
        foreach (var line in asJson ? ConfigJson.Lines(Rows()) : ConfigTable.Lines(Rows()))
            output.WriteLine(line);
        foreach (var note in _notes)
            error.WriteLine(note);
        foreach (var problem in _problems.Distinct(StringComparer.Ordinal))
            error.WriteLine($"gangexit: {problem}");
        return _problems.Count == 0 ? ExitCode.Done : ExitCode.Usage;
    }

    // Rows that several commands share are equal.
    private IEnumerable<ConfigRow> Rows() =>
        _rows.DistinctBy(row => (row.Section, row.Key)).OrderBy(row => row.Section == ConfigRow.Common ? 0 : 1);

    private void AddCommand(string[] name, string[] options)
    {
        var common = new CommonOptions();
        var root = commands(common);
        string[] args = [.. name, .. options];
        var line = root.Parse(args, Settings.Parsing);
        var settings = new Settings(line, App.Sources(line, common, io));
        _rows.AddRange(new ConfigRows(string.Join(' ', name), common, settings).All());
        List<string> problems = [.. settings.OptionProblems, .. KafkaSettings.Problems(settings, common)];
        if (problems.Count == 0 && (settings.IsGiven(common.Property) || settings.IsGiven(common.KafkaProperties)))
            ValidateClients(string.Join(' ', name), settings, common);
        _problems.AddRange(problems);
    }

    private void ValidateClients(string command, Settings settings, CommonOptions common)
    {
        if (KafkaSettings.Try(settings, common) is not { } trial)
            return;
        if (trial.Problem is { } problem)
            _problems.Add($"{command}: {problem}");
        if (trial.Warning is { } warning)
            _notes.Add($"{command}: {warning}");
    }

    /// <summary>The requested commands, each as its words; null: none, or options were given for several.</summary>
    private List<string[]>? Names(string[] words, out string[] options)
    {
        Command at = commands(new CommonOptions());
        var depth = 0;
        while (depth < words.Length && at.Subcommands.FirstOrDefault(command => command.Name == words[depth]) is { } next)
            (at, depth) = (next, depth + 1);
        options = words[depth..];
        var names = Leaves(at, words[..depth]).ToList();
        return options.Length == 0 || (names.Count == 1 && depth > 0) ? names : null;
    }

    private static IEnumerable<string[]> Leaves(Command command, string[] name)
    {
        if (command.Subcommands.Count == 0)
            return [name];
        return command.Subcommands.Where(sub => sub.Name != "config").SelectMany(sub => Leaves(sub, [.. name, sub.Name]));
    }

    private static int Refuse(string problem, TextWriter error)
    {
        error.WriteLine(problem);
        return ExitCode.Usage;
    }
}
