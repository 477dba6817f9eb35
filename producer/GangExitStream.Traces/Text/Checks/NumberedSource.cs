using System.Buffers;
using System.Text;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>
/// Lines of sources that have numbers as names: <c>trace-cmd report -i 1 -i 2</c>, <c>srun --label</c>, or <c>[0] </c>. The numbers of lines (<c>grep -n</c>) only
/// grow, and never repeat.
/// </summary>
internal sealed class NumberedSource
{
    private const int MaxLength = 9; // with the colon; a longer one is a time

    private static readonly SearchValues<byte> NumberLike = SearchValues.Create("0123456789.-_"u8);

    private byte[] _last = [];
    private bool _repeats;

    /// <summary>The two sources, when this word and the ones of lines before name two; null: they don't.</summary>
    /// <param name="word">The last word before the tool's own line.</param>
    public string? Other(ReadOnlySpan<byte> word)
    {
        if (word is [(byte)'[', .., (byte)']'])
            word = word[1..];
        if (word is not [>= (byte)'0' and <= (byte)'9', .., (byte)':' or (byte)']'] || word.Length > MaxLength || word[..^1].ContainsAnyExcept(NumberLike))
            return null;
        var isSame = word.SequenceEqual(_last);
        _repeats |= isSame;
        if (isSame)
            return null;
        var isOther = _last.Length > 0 && (_repeats || word.Length < _last.Length || (word.Length == _last.Length && word.SequenceCompareTo(_last) < 0));
        var both = isOther ? $"{Encoding.UTF8.GetString(_last[..^1])} and {Encoding.UTF8.GetString(word[..^1])}" : null;
        _last = word.ToArray();
        return both;
    }
}
