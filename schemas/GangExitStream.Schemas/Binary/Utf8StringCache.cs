using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// Strings by their UTF-8 bytes: the host and source of one batch are mostly those of another, so a decoder needn't
/// allocate them again. Bounded: when full it starts anew. Not thread-safe: one for each decoder.
/// </summary>
public sealed class Utf8StringCache
{
    /// <summary>How many strings are kept unless told otherwise.</summary>
    public const int DefaultCapacity = 16_384;

    /// <summary>Longer strings, in bytes, are not kept.</summary>
    public const int MaxBytes = Utf8StringComparer.MaxBytes;

    private readonly HashSet<string> _strings = new(new Utf8StringComparer());
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly int _capacity;

    /// <summary>A cache of at most so many strings.</summary>
    public Utf8StringCache(int capacity = DefaultCapacity)
    {
        _capacity = capacity;
        _byBytes = _strings.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Strings kept now.</summary>
    public int Count => _strings.Count;

    /// <summary>The string of these bytes; false where they are not UTF-8.</summary>
    public bool TryGet(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
    {
        if (utf8.IsEmpty)
        {
            text = "";
            return true;
        }
        if (utf8.Length <= MaxBytes && _byBytes.TryGetValue(utf8, out text))
            return true;
        text = Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
        if (text is not null && utf8.Length <= MaxBytes)
            Keep(text);
        return text is not null;
    }

    private void Keep(string text)
    {
        if (_strings.Count >= _capacity)
            _strings.Clear();
        _strings.Add(text);
    }
}
