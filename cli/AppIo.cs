using System.Collections;
using System.Collections.ObjectModel;
using System.Text;
using GangExitStream.Cli.Options;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Cli;

/// <summary>What a command reads from and writes to: the process' own streams, or a test's.</summary>
internal sealed record AppIo
{
    /// <summary>Results, as UTF-8.</summary>
    public required Stream Output { get; init; }

    /// <summary>Everything else.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input; only called where a command asks for it.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Columns of the terminal that <see cref="Output"/> is; null where it is none.</summary>
    public int? OutputColumns { get; init; }

    /// <summary>
    /// Opens <see cref="Output"/> once more where it is a pipe, as a stream that throws when its reader has gone; the console's
    /// own hides that. Null where it is none.
    /// </summary>
    public Func<Stream>? OpenOutputPipe { get; init; }

    /// <summary><see cref="Error"/> is a terminal: progress may be shown there.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>How much is said on <see cref="Error"/>.</summary>
    public Verbosity Verbosity { get; init; }

    /// <summary>Takes a key that waits, null where none does; no such function where standard input is no terminal.</summary>
    public Func<ConsoleKeyInfo?>? ReadKey { get; init; }

    /// <summary>No colours, please (https://no-color.org).</summary>
    public bool NoColor { get; init; }

    /// <summary>The environment's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>An environment variable's value; null where it isn't set.</summary>
    public string? Environment(string name) => Variables.GetValueOrDefault(name);

    /// <summary>The streams of this process.</summary>
    public static AppIo OfProcess() => new()
    {
        Output = Console.OpenStandardOutput(),
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        OpenInput = OpenStandardInput,
        OutputColumns = Console.IsOutputRedirected ? null : Columns(),
        OpenOutputPipe = OutputIsPipe() ? OpenStandardOutput : null,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        ReadKey = Console.IsInputRedirected || Console.IsOutputRedirected ? null : static () => Console.KeyAvailable ? Console.ReadKey(intercept: true) : null,
        NoColor = !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")),
        Variables = AllVariables(),
    };

    private static Dictionary<string, string> AllVariables() => System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

    // Not Console.OpenStandardInput: a file as standard input can seek, and then needs no copy.
    private static FileStream OpenStandardInput() =>
        new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    private static FileStream OpenStandardOutput() =>
        new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    private static bool OutputIsPipe()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
            return false;
        using var output = OpenStandardOutput();
        return !output.CanSeek;
    }

    private static int? Columns() => Console.WindowWidth is > 0 and var columns ? columns : null;
}
