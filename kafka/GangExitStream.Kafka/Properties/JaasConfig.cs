using System.Buffers;
using System.Text;

namespace GangExitStream.Kafka.Properties;

/// <summary>The login module of a sasl.jaas.config: <c>Class flag option="value" ...;</c></summary>
/// <param name="Module">The name of the class without its package.</param>
/// <param name="Options">The options; they may contain secrets.</param>
internal sealed record JaasConfig(string Module, IReadOnlyDictionary<string, string> Options)
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\f=;\"'");

    /// <summary>Parses a text; null: it does not have this form.</summary>
    public static JaasConfig? Parse(string text)
    {
        var words = Words(text.AsSpan().Trim());
        if (words is not [var module, var flag, .., ";"] || !IsFlag(flag))
            return null;
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var i = 2;
        for (; i + 2 < words.Count && words[i + 1] == "="; i += 3)
            options[words[i]] = words[i + 2];
        return i == words.Count - 1 ? new JaasConfig(module[(module.LastIndexOf('.') + 1)..], options) : null;
    }

    private static bool IsFlag(string word) =>
        word.ToUpperInvariant() is "REQUIRED" or "REQUISITE" or "SUFFICIENT" or "OPTIONAL";

    private static List<string> Words(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        while (!text.IsEmpty)
        {
            words.Add(text[0] is '"' or '\'' ? Quoted(ref text) : Unquoted(ref text));
            text = text.TrimStart();
        }
        return words;
    }

    private static string Unquoted(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAny(WordEnds);
        if (length < 0)
            length = text.Length;
        var word = text[..Math.Max(1, length)].ToString();
        text = text[word.Length..];
        return word;
    }

    private static string Quoted(ref ReadOnlySpan<char> text)
    {
        var word = new StringBuilder();
        var i = 1;
        for (; i < text.Length && text[i] != text[0]; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            word.Append(text[i]);
        }
        text = text[Math.Min(i + 1, text.Length)..];
        return word.ToString();
    }
}
