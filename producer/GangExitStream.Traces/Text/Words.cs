namespace GangExitStream.Traces.Text;

/// <summary>Takes words, separated by spaces, from either end of a text. At the end a word is empty.</summary>
internal ref struct Words(ReadOnlySpan<byte> text)
{
    /// <summary>What has not been taken yet.</summary>
    public ReadOnlySpan<byte> Rest = text;

    /// <summary>Takes the first word.</summary>
    public ReadOnlySpan<byte> First()
    {
        var rest = Rest.TrimStart((byte)' ');
        var length = rest.IndexOf((byte)' ');
        length = length < 0 ? rest.Length : length;
        Rest = rest[length..];
        return rest[..length];
    }

    /// <summary>Takes the last word.</summary>
    public ReadOnlySpan<byte> Last()
    {
        var rest = Rest.TrimEnd((byte)' ');
        var start = rest.LastIndexOf((byte)' ') + 1;
        Rest = rest[..start];
        return rest[start..];
    }
}
