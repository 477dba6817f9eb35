using System.CommandLine;
using GangExitStream.Traces.Names;

namespace GangExitStream.Cli.Options;

/// <summary>The names that a file gives, and the file, which is what <c>config show</c> shows.</summary>
internal sealed record NamedVms(string File, VmNames Names)
{
    public override string ToString() => File;
}

/// <summary><c>--vm-names</c> of the commands that read traces.</summary>
internal static class VmNamesOption
{
    /// <summary>The names that were given; none where no file was.</summary>
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
