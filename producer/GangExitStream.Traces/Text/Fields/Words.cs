namespace GangExitStream.Traces.Text.Fields;

/// <summary>Consumes words, separated by spaces, from either end of a text. When no word is left, it returns an empty one.</summary>
internal ref struct Words(ReadOnlySpan<byte> text)
{
    /// <summary>The text that is not consumed yet.</summary>
    public ReadOnlySpan<byte> Rest = text;

    /// <summary>Consumes the first word.</summary>
    public ReadOnlySpan<byte> TakeFirst()
    {
        var rest = Rest.TrimStart((byte)' ');
        var length = rest.IndexOf((byte)' ');
        length = length < 0 ? rest.Length : length;
        Rest = rest[length..];
        return rest[..length];
    }

    /// <summary>Consumes the last word.</summary>
    public ReadOnlySpan<byte> TakeLast()
    {
        var rest = Rest.TrimEnd((byte)' ');
        var start = rest.LastIndexOf((byte)' ') + 1;
        Rest = rest[..start];
        return rest[start..];
    }
}
