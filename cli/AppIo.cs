using System.Collections;
using System.Collections.ObjectModel;
using System.Text;
using GangExitStream.Cli.Options;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Cli;

/// <summary>The input, output and environment of a command: those of the process, or of a test.</summary>
internal sealed record AppIo
{
    /// <summary>Results, as UTF-8.</summary>
    public required Stream Output { get; init; }

    /// <summary>Everything else.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Columns of the terminal; null: <see cref="Output"/> is no terminal.</summary>
    public int? OutputColumns { get; init; }

    /// <summary>
    /// Opens a second stream of <see cref="Output"/> that throws when a pipe's reader has closed it, which the console's stream hides. Null:
    /// it is no pipe.
    /// </summary>
    public Func<Stream>? OpenOutputPipe { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal, so that progress may be shown.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>How much is written to <see cref="Error"/>.</summary>
    public Verbosity Verbosity { get; init; }

    /// <summary>Reads a pending key; returns null if there is none. Null: standard input is no terminal.</summary>
    public Func<ConsoleKeyInfo?>? ReadKey { get; init; }

    /// <summary>Whether colours are off (https://no-color.org).</summary>
    public bool NoColor { get; init; }

    /// <summary>The environment's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>An environment variable's value; null: not set.</summary>
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

    // Not Console.OpenStandardInput: a file as standard input can seek and then needs no temporary copy.
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
