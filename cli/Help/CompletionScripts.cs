using System.CommandLine;
using System.Text;

namespace GangExitStream.Cli.Help;

/// <summary>
/// Completion scripts for shells. They contain the whole command tree, so that Tab starts no program. A word that is no command and does not
/// begin with a dash is completed as a file.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>For ~/.bashrc, or a file of /etc/bash_completion.d.</summary>
    public static string Bash(Command root)
    {
        var nodes = CommandNode.All(root).ToList();
        return $$"""
            # bash completion of gangexit; made by: gangexit completion bash
            _gangexit() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at=gangexit word commands= options=
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    case "$at $word" in
                        {{Alternatives(nodes)}}) at="$at $word" ;;
                    esac
                done
                COMPREPLY=()
                case "$at $prev" in
            {{Lines(Values(nodes), static value => $"        '{value.At}') COMPREPLY=($(compgen -W '{value.Words}' -- \"$cur\")); return ;;")}}
                esac
                case "$at" in
            {{Lines(nodes, static node => $"        '{node.Path}') commands='{string.Join(' ', node.Subcommands)}' options='{Names(node)}' ;;")}}
                esac
                if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$cur"))
                elif [[ $commands ]]; then COMPREPLY=($(compgen -W "$commands" -- "$cur")); fi
            }
            complete -o default -F _gangexit gangexit

            """;
    }

    /// <summary>For a folder of $fpath, as _gangexit, or for source.</summary>
    public static string Zsh(Command root)
    {
        var nodes = CommandNode.All(root).ToList();
        return $$"""
            #compdef gangexit
            # zsh completion of gangexit; made by: gangexit completion zsh
            _gangexit() {
                local at=gangexit word
                local -a subcommands options
                for word in ${words[2,CURRENT-1]}; do
                    case "$at $word" in
                        ({{Alternatives(nodes)}}) at="$at $word" ;;
                    esac
                done
                case "$at ${words[CURRENT-1]}" in
            {{Lines(Values(nodes), static value => $"        ('{value.At}') compadd -- {value.Words}; return ;;")}}
                esac
                case "$at" in
            {{Lines(nodes, static node => $"        ('{node.Path}') subcommands=({string.Join(' ', node.Subcommands)}) options=({Names(node)}) ;;")}}
                esac
                if [[ ${words[CURRENT]} == -* ]]; then compadd -- $options
                elif (( $#subcommands )); then compadd -- $subcommands
                else _files; fi
            }
            if [[ ${funcstack[1]} == _gangexit ]]; then _gangexit; else compdef _gangexit gangexit; fi

            """;
    }

    /// <summary>For ~/.config/fish/completions/gangexit.fish.</summary>
    public static string Fish(Command root)
    {
        var nodes = CommandNode.All(root).ToList();
        var text = new StringBuilder($$"""
            # fish completion of gangexit; made by: gangexit completion fish
            function __gangexit_at
                set -l at gangexit
                for word in (commandline -opc)[2..-1]
                    switch "$at $word"
                        case {{string.Join(' ', nodes.Skip(1).Select(static node => $"'{node.Path}'"))}}
                            set at "$at $word"
                    end
                end
                test "$at" = "$argv[1]"
            end

            """);
        foreach (var node in nodes)
        {
            var condition = $"complete -c gangexit -n \"__gangexit_at '{node.Path}'\"";
            foreach (var sub in node.Command.Subcommands.Where(static sub => !sub.Hidden))
                text.Append($"{condition} -f -a {sub.Name} -d {Quoted(sub.Description)}\n");
            foreach (var option in node.Options)
                text.Append($"{condition}{string.Concat(CommandNode.NamesOf(option).Select(FishName))}{FishValue(option)} -d {Quoted(option.Description)}\n");
        }
        return text.ToString();
    }

    private static string FishName(string name) => name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : name.Length == 2 ? $" -s '{name[1..]}'" : $" -o {name[1..]}";

    private static string FishValue(Option option) =>
        CommandNode.ValuesOf(option) is { Count: > 0 } values ? $" -x -a '{string.Join(' ', values)}'" : CommandNode.TakesValue(option) ? " -r" : "";

    // The first clause only: the text is shown beside the name.
    private static string Quoted(string? text) => $"'{(text ?? "").Split([":", ";", ". ", " ["], StringSplitOptions.None)[0].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Alternatives(IEnumerable<CommandNode> nodes) => string.Join('|', nodes.Skip(1).Select(static node => $"'{node.Path}'"));

    private static string Names(CommandNode node) => string.Join(' ', node.Options.SelectMany(CommandNode.NamesOf).Where(static name => name != "-?"));

    private static IEnumerable<(string At, string Words)> Values(IEnumerable<CommandNode> nodes) =>
        from node in nodes
        from option in node.Options
        let values = CommandNode.ValuesOf(option)
        where values.Count > 0
        from name in CommandNode.NamesOf(option)
        select ($"{node.Path} {name}", string.Join(' ', values));

    private static string Lines<T>(IEnumerable<T> items, Func<T, string> line) => string.Join('\n', items.Select(line));
}
