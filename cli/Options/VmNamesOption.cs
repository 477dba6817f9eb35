using System.CommandLine;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Traces.Names;

namespace GangExitStream.Cli.Options;

/// <summary>The names of a file, and the file's path, which <c>config show</c> shows.</summary>
internal sealed record NamedVms(string File, VmNames Names)
{
    public override string ToString() => File;
}

/// <summary><c>--vm-names</c> of the commands that read traces.</summary>
internal static class VmNamesOption
{
    /// <summary>The given names; none without a file.</summary>
    public static VmNames NamesOf(Settings settings, Option<NamedVms?> option) => settings.GetValue(option)?.Names ?? VmNames.None;

    public static Option<NamedVms?> Create() => new("--vm-names")
    {
        Description = "Names of VMs: a file of lines TGID NAME or HOST/TGID NAME",
        HelpName = "FILE",
        CustomParser = result =>
        {
            var file = result.Tokens[0].Value;
            var (names, problem) = VmNamesFile.Read(file);
            if (problem is null)
                return new NamedVms(file, names);
            result.AddError($"--vm-names {problem}");
            return null;
        },
    };
}
