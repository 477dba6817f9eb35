using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// A cache of strings by their UTF-8 bytes. Most batches have the same hosts and sources, so a decoder does not
/// allocate them again. Bounded: a full cache is cleared. Not thread-safe: each decoder has its own.
/// </summary>
public sealed class Utf8StringCache
{
    /// <summary>Default number of strings.</summary>
    public const int DefaultCapacity = 16_384;

    /// <summary>Longer strings, in UTF-8 bytes, are not cached.</summary>
    public const int MaxBytes = Utf8StringComparer.MaxBytes;

    private readonly HashSet<string> _strings = new(new Utf8StringComparer());
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly int _capacity;

    /// <summary>Creates a cache of at most this many strings.</summary>
    public Utf8StringCache(int capacity = DefaultCapacity)
    {
        _capacity = capacity;
        _byBytes = _strings.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Number of cached strings.</summary>
    public int Count => _strings.Count;

    /// <summary>Returns the string of these bytes. False: they are not valid UTF-8.</summary>
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
