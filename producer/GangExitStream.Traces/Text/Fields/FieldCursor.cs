using System.Buffers;

namespace GangExitStream.Traces.Text.Fields;

/// <summary>Iterates over the words of an event's text; splits <c>name=value</c> and <c>name==value</c>.</summary>
internal ref struct FieldCursor(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" ,\t\r"u8);

    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Name of the field, or a word without "=".</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>The field's value; empty for a word without "=".</summary>
    public ReadOnlySpan<byte> Value;

    /// <summary>Moves to the next word. False: there is none.</summary>
    public bool Next()
    {
        var word = NextWord();
        var equals = word.IndexOf((byte)'=');
        Name = equals < 0 ? word : word[..equals];
        Value = equals < 0 ? default : word[(equals + 1)..].TrimStart((byte)'=');
        return !word.IsEmpty;
    }

    /// <summary>Consumes the next word without splitting it; empty at the end.</summary>
    public ReadOnlySpan<byte> NextWord()
    {
        var start = _rest.IndexOfAnyExcept(Separators);
        if (start < 0)
            return default;
        var word = _rest[start..];
        var length = word.IndexOfAny(Separators);
        length = length < 0 ? word.Length : length;
        _rest = word[length..];
        return word[..length];
    }
}
