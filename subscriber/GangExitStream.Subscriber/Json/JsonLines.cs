using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GangExitStream.Subscriber.Json;

/// <summary>Writes records as JSON, one per line; flushes after every poll.</summary>
public sealed class JsonLines<T, TRecord>(TextWriter output) : IWatchView<T>
    where TRecord : struct, IWatchedRecord<T>
{
    // The output is not for HTML, so characters such as + and < are not escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A poll may return a thousand records. Writing at this size bounds the memory.
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
