using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace GangExitStream.Pages;

/// <summary>
/// Writes HTML. Markup must be literals; values go through <see cref="Text(string?)"/> or an attribute, which escape them: a host's name may be
/// <c>&lt;b&gt;x&lt;/b&gt;</c>.
/// </summary>
public sealed class HtmlWriter(TextWriter output)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    /// <summary>Writes markup without escaping; for literals only.</summary>
    public HtmlWriter Raw(string markup)
    {
        output.Write(markup);
        return this;
    }

    /// <summary>Writes escaped text.</summary>
    public HtmlWriter Text(string? text)
    {
        if (text is not null)
            Encoder.Encode(output, Printable(text));
        return this;
    }

    /// <summary>Writes a number without digit groups, for attributes that scripts read.</summary>
    public HtmlWriter Number(long value)
    {
        output.Write(value.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Writes a number without digit groups and with at most 6 decimals.</summary>
    public HtmlWriter Number(double value)
    {
        output.Write(value.ToString("0.######", CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Writes <c> name="value"</c>, escaped.</summary>
    public HtmlWriter Attribute(string name, string? value) => Raw(" ").Raw(name).Raw("=\"").Text(value).Raw("\"");

    /// <summary>Writes <c> name="value"</c>.</summary>
    public HtmlWriter Attribute(string name, long value) => Raw(" ").Raw(name).Raw("=\"").Number(value).Raw("\"");

    /// <summary>Writes an element without attributes that contains an escaped text.</summary>
    public HtmlWriter Element(string name, string? text) => Raw("<").Raw(name).Raw(">").Text(text).Raw("</").Raw(name).Raw(">");

    // HTML does not allow control characters, not even as references; an unpaired surrogate can't be written as UTF-8.
    private static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f') && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // an unpaired surrogate becomes U+FFFD
            clean.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }
}
