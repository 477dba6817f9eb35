using System.Text;
using GangExitStream.Cli.Options;

namespace GangExitStream.Cli.Watch;

/// <summary>What a watch writes to, and the clock.</summary>
/// <param name="Output">Records.</param>
/// <param name="Error">Everything else.</param>
/// <param name="IsLive"><paramref name="Output"/> is a terminal that can be drawn on.</param>
/// <param name="Time">The clock.</param>
internal sealed record WatchTerminal(TextWriter Output, TextWriter Error, bool IsLive, TimeProvider Time)
{
    private const int BufferBytes = 16 << 10;

    /// <summary>Takes a key that waits; null where none does. No such function: keys can't be had.</summary>
    public Func<ConsoleKeyInfo?>? ReadKey { get; init; }

    /// <summary>How much is said beside the records.</summary>
    public Verbosity Verbosity { get; init; }

    /// <summary>
    /// Of a command. A watch may run for ever: where its output is a pipe, it must learn that the reader has gone (<c>| head</c>),
    /// or it would write until the end of time.
    /// </summary>
    public static WatchTerminal Of(AppIo io, TextWriter output) => new(
        io.OpenOutputPipe is { } open ? new StreamWriter(open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes) : output,
        io.Error,
        io.OutputColumns is not null && io.Environment("TERM") is { Length: > 0 } and not "dumb",
        io.Time)
    {
        ReadKey = io.ReadKey,
        Verbosity = io.Verbosity,
    };
}
