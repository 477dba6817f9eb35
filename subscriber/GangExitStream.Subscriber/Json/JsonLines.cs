using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GangExitStream.Subscriber.Json;

/// <summary>Records as JSON, one a line; written out after every poll.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TRecord">What is known of it.</typeparam>
/// <param name="output">Where they go.</param>
public sealed class JsonLines<T, TRecord>(TextWriter output) : IWatchView<T>
    where TRecord : struct, IWatchedRecord<T>
{
    // Lines are for programs and terminals, not for HTML: a host's name stays readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A poll may bring a thousand records; what is written out in between bounds the memory.
    private const int WriteOutAt = 64 << 10;

    private readonly ArrayBufferWriter<byte> _lines = new(2 * WriteOutAt);
    private readonly Utf8JsonWriter _json = new(Stream.Null, Options);
    private char[] _chars = [];

    /// <inheritdoc/>
    public void Add(in T item)
    {
        _json.Reset(_lines);
        TRecord.WriteJson(in item, _json);
        _json.Flush();
        _lines.Write("\n"u8);
        if (_lines.WrittenCount >= WriteOutAt)
            WriteOut();
    }

    /// <inheritdoc/>
    public void Show(in WatchProgress progress)
    {
        if (_lines.WrittenCount == 0)
            return;
        WriteOut();
        output.Flush();
    }

    /// <inheritdoc/>
    public void Complete(in WatchProgress progress) => Show(in progress);

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteOut()
    {
        var bytes = _lines.WrittenSpan;
        if (_chars.Length < bytes.Length)
            _chars = new char[bytes.Length];
        output.Write(_chars, 0, Encoding.UTF8.GetChars(bytes, _chars));
        _lines.ResetWrittenCount();
    }
}
