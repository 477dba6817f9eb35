using System.Text;
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

    /// <summary>No colours, please (https://no-color.org).</summary>
    public bool NoColor { get; init; }

    /// <summary>Environment variables by name.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The streams of this process.</summary>
    public static AppIo OfProcess() => new()
    {
        Output = Console.OpenStandardOutput(),
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        OpenInput = OpenStandardInput,
        OutputColumns = Console.IsOutputRedirected ? null : Columns(),
        OpenOutputPipe = OutputIsPipe() ? OpenStandardOutput : null,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        NoColor = !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")),
        Environment = System.Environment.GetEnvironmentVariable,
    };

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
