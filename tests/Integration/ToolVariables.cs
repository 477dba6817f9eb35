namespace GangExitStream.Tests.Integration;

/// <summary>
/// The GANGEXIT_ variables that are passed from the tests' environment to every run of the tool, so that one variable changes the whole
/// suite. All other GANGEXIT_ variables are for the tests, or set by a developer, and are not passed on.
/// </summary>
internal static class ToolVariables
{
    /// <summary>process --native-produce.</summary>
    public const string NativeProduce = "GANGEXIT_NATIVE_PRODUCE";

    /// <summary>A published executable that the tests run in place of the tool's assembly; null: none is named.</summary>
    public static string? Executable => Environment.GetEnvironmentVariable("GANGEXIT_TEST_EXECUTABLE") is { Length: > 0 } path ? path : null;

    private const string Prefix = "GANGEXIT_";

    /// <summary>A test's variables and those of the suite; a test's win.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> own)
    {
        if (Environment.GetEnvironmentVariable(NativeProduce) is not { Length: > 0 } value || own.ContainsKey(NativeProduce))
            return own;
        return new Dictionary<string, string>(own, StringComparer.Ordinal) { [NativeProduce] = value };
    }

    /// <summary>The environment of a process of the tool.</summary>
    public static void Set(IDictionary<string, string?> environment, IReadOnlyDictionary<string, string> own)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToList())
            environment.Remove(name);
        foreach (var (name, value) in With(own))
            environment[name] = value;
    }
}
