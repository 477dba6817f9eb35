using System.Runtime.CompilerServices;
using Confluent.Kafka.Admin;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>The rights of each command, read from docs/security.md. The tests grant exactly these.</summary>
internal static class AclTable
{
    private const string Heading = "| command |";

    public static List<AclRule> Read() =>
        [.. File.ReadLines(Path.Combine(RepoFiles.Root, "docs", "security.md"))
            .SkipWhile(line => !line.StartsWith(Heading, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(Rules)];

    private static IEnumerable<AclRule> Rules(string line)
    {
        var cells = line.Split('|', StringSplitOptions.TrimEntries)[1..^1];
        return
            from name in Items(cells[2])
            from operation in Items(cells[3])
            select new AclRule(cells[0].Trim('`'), cells[1], name, Enum.Parse<AclOperation>(operation));
    }

    private static IEnumerable<string> Items(string cell) => cell.Split(',', StringSplitOptions.TrimEntries).Select(item => item.Trim('`'));
}

/// <summary>One right.</summary>
/// <param name="Command">The command that needs it.</param>
/// <param name="Resource">topic, group or transactional id.</param>
/// <param name="Name">Of the resource; a <c>*</c> ends one that is a prefix.</param>
/// <param name="Operation">What is allowed.</param>
internal sealed record AclRule(string Command, string Resource, string Name, AclOperation Operation)
{
    // librdkafka has it, the .NET client's enum doesn't.
    private const ResourceType TransactionalId = (ResourceType)5;

    /// <summary>The tests' user for the command: its first word.</summary>
    public string User => Command.Split(' ')[0];

    public AclBinding ToBinding(string topicPrefix) => new()
    {
        Pattern = new ResourcePattern
        {
            Type = Kind,
            Name = (Kind == ResourceType.Topic ? topicPrefix : "") + Name.TrimEnd('*'),
            ResourcePatternType = Name.EndsWith('*') ? ResourcePatternType.Prefixed : ResourcePatternType.Literal,
        },
        Entry = new AccessControlEntry { Principal = $"User:{User}", Host = "*", Operation = Operation, PermissionType = AclPermissionType.Allow },
    };

    private ResourceType Kind => Resource switch
    {
        "topic" => ResourceType.Topic,
        "group" => ResourceType.Group,
        "transactional id" => TransactionalId,
        _ => throw new SwitchExpressionException(Resource),
    };
}
