using System.CommandLine;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Cli.Options.Connection;

/// <summary>
/// Finds secrets on the command line, which every user of the host can read in the process list. They are refused before any connection is
/// opened.
/// </summary>
internal static class CommandLineSecrets
{
    private const string Message = "a secret on the command line can be seen in the process list";

    public static IEnumerable<KafkaProblem> Find(Settings settings, CommonOptions common)
    {
        foreach (var value in Typed(settings, common.Property))
        {
            if (PropertyEntry.FromArgument(value.Text, value.Place) is { } entry && Secrets.RevealsSecret(entry))
                yield return Refusal(entry.Place, $"Put {entry.Key} into the file of --kafka-properties or into the variable {OptionNames.VariableOf(common.Property)}, or give {entry.Key}=${{env:NAME}}");
        }
        foreach (var value in Typed(settings, common.SchemaRegistry).Where(value => Secrets.HasLogin(value.Text)))
            yield return Refusal(value.Place, $"Put the URL into the variable {OptionNames.VariableOf(common.SchemaRegistry)} or into the file of --config");
    }

    private static KafkaProblem Refusal(string place, string nextStep) => new(KafkaProblemId.SecretOnCommandLine, place, Message, nextStep);

    private static IEnumerable<GivenValue> Typed(Settings settings, Option option) =>
        settings.GivenTo(option).Where(value => value.Origin == Origin.Flag);
}
