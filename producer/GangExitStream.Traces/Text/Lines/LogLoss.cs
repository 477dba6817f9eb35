using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Lines;

/// <summary>
/// Lines in which a log says that it left out messages: the kernel's console <c>** 10 printk messages dropped **</c>, journald's
/// <c>Suppressed 10 messages from x.service</c>, <c>Missed 6 kernel messages</c> and <c>/dev/kmsg buffer overrun, some messages lost</c>, rsyslogd's
/// <c>6 messages lost due to rate-limiting</c>.
/// </summary>
internal static class LogLoss
{
    /// <summary>Parses such a line. False: another line.</summary>
    /// <param name="line">A line without an event.</param>
    /// <param name="messages">How many messages were left out; 1 when the line says only that some were.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, out long messages)
    {
        messages = 1;
        var at = line.IndexOf(" messages"u8);
        if (at < 0)
            return false;
        var before = new Words(line[..at]);
        var after = line[(at + " messages"u8.Length)..].TrimStart((byte)' ');
        var word = before.TakeLast();
        if (after.StartsWith("lost"u8) && word.SequenceEqual("some"u8))
            return true;
        var isOfKernel = word.SequenceEqual("printk"u8) || word.SequenceEqual("kernel"u8);
        if (isOfKernel)
            word = before.TakeLast();
        if (!TextNumber.TryDigits(word, out var count))
            return false;
        messages = count;
        var verb = before.TakeLast();
        return after.StartsWith("lost due to "u8) || (isOfKernel && after.StartsWith("dropped"u8))
            || (after.StartsWith("from "u8) && verb.SequenceEqual("Suppressed"u8)) || (isOfKernel && verb.SequenceEqual("Missed"u8));
    }
}
