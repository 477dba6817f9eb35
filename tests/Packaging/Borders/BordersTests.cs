using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace GangExitStream.Tests.Packaging.Borders;

/// <summary>
/// Which assembly may reference which: docs/architecture.md has the picture. The compiler writes down only what is used, so a project
/// reference that crosses a border and isn't used passes here; one that is used doesn't.
/// </summary>
public sealed class BordersTests
{
    private const string Prefix = "GangExitStream.";

    /// <summary>What <c>Microsoft.AspNetCore.App</c> brings; pages and probes need it, nothing else does.</summary>
    private static readonly string[] AspNetCore =
    [
        "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Hosting.Abstractions", "Microsoft.AspNetCore.Http.Abstractions", "Microsoft.AspNetCore.Http.Features",
        "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Server.Kestrel.Core", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Features",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives", "Microsoft.Net.Http.Headers",
    ];

    /// <summary>By assembly: our assemblies it may reference, then packages.</summary>
    private static readonly Dictionary<string, (string[] Ours, string[] Packages)> Allowed = new(StringComparer.Ordinal)
    {
        ["Events"] = ([], []),
        ["Schemas"] = (["Events"], ["Avro"]),
        ["Registry"] = (["Schemas"], ["Confluent.SchemaRegistry", "Newtonsoft.Json"]),
        ["Traces"] = (["Events"], ["ZstdSharp"]),
        ["Detection"] = (["Events"], []),
        ["Kafka"] = ([], ["Confluent.Kafka", "Microsoft.Extensions.Logging.Abstractions"]),
        ["Producer"] = (["Events", "Traces", "Schemas", "Kafka"], ["Confluent.Kafka"]),
        ["Processor"] = (["Events", "Detection", "Schemas"], []),
        ["Processor.Kafka"] = (["Events", "Schemas", "Processor", "Kafka"], ["Confluent.Kafka", "Microsoft.Extensions.Logging.Abstractions"]),
        ["Pages"] = ([], []),
        ["Reporting"] = (["Events", "Traces", "Detection", "Pages"], []),
        ["Subscriber"] = (["Events", "Schemas", "Kafka"], ["Confluent.Kafka"]),
        ["Dashboard"] = (["Events", "Schemas", "Kafka", "Subscriber", "Pages"], [.. AspNetCore, "OpenTelemetry", "OpenTelemetry.Api", "OpenTelemetry.Exporter.OpenTelemetryProtocol"]),
        ["Simulation"] = (["Events", "Traces"], []),
        ["Demo"] = (["Events", "Schemas", "Traces", "Detection", "Kafka", "Producer", "Processor", "Processor.Kafka", "Reporting", "Subscriber"], ["Confluent.Kafka"]),
    };

    public static TheoryData<string> Assemblies => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_only_what_its_place_allows(string name)
    {
        var (ours, packages) = Allowed[name];
        var references = ReferencesOf(Prefix + name).Where(reference => !IsFramework(reference)).ToList();
        Assert.Empty(references.Except(ours.Select(our => Prefix + our)).Except(packages));
    }

    [Fact]
    public void Every_assembly_of_ours_has_its_place()
    {
        var built = Directory.EnumerateFiles(AppContext.BaseDirectory, Prefix + "*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path)[Prefix.Length..])
            .Where(name => !name.StartsWith("Tests.", StringComparison.Ordinal));
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), built.Order(StringComparer.Ordinal));
    }

    private static List<string> ReferencesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static bool IsFramework(string name) =>
        name is "netstandard" or "mscorlib" or "Microsoft.Win32.Primitives" || (name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.CommandLine", StringComparison.Ordinal));
}
