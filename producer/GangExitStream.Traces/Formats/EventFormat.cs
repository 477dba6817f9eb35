using System.Globalization;

namespace GangExitStream.Traces.Formats;

/// <summary>
/// An event's format, parsed from the copy of tracefs' events/SYSTEM/EVENT/format in the trace. The text has
/// <c>name:</c>, <c>ID:</c>, and one line for each field: <c>field:int vcpu_id; offset:8; size:4; signed:1;</c>.
/// </summary>
internal sealed record EventFormat(string System, string Name, ulong Id, IReadOnlyDictionary<string, EventField> Fields)
{
    /// <summary>Raw bytes are part of a record, whose size is a u16. A field beyond that is forged.</summary>
    private const int MaxFieldEnd = ushort.MaxValue;

    /// <summary>The field with the first of these names that exists (kernels have renamed fields); null: none exists.</summary>
    public EventField? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Fields.TryGetValue(name, out var field))
                return field;
        }
        return null;
    }

    /// <summary>Parses a format text; null: it has no name or no id.</summary>
    public static EventFormat? Parse(string system, string text)
    {
        var (name, id) = ("", "");
        var fields = new Dictionary<string, EventField>(StringComparer.Ordinal);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("name:"))
                name = trimmed[5..].Trim().ToString();
            else if (trimmed.StartsWith("ID:"))
                id = trimmed[3..].Trim().ToString();
            else if (TryField(trimmed, out var fieldName, out var field) && field is { Offset: <= MaxFieldEnd, Size: <= MaxFieldEnd })
                fields.TryAdd(fieldName, field);
        }
        return name.Length > 0 && ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new EventFormat(system, name, number, fields)
            : null;
    }

    /// <summary>Parses a line such as <c>field:int vcpu_id; offset:8; size:4; signed:1;</c>.</summary>
    public static bool TryField(ReadOnlySpan<char> line, out string name, out EventField field)
    {
        (name, field) = ("", default);
        if (!line.StartsWith("field:") || !TryNumber(line, "offset:", out var offset) || !TryNumber(line, "size:", out var size))
            return false;
        var end = line.IndexOf(';');
        name = end < 6 ? "" : NameOf(line[6..end]);
        field = new EventField(offset, size, TryNumber(line, "signed:", out var signed) && signed == 1);
        return name.Length > 0;
    }

    /// <summary>The last word of a declaration, without array brackets: <c>comm</c> of <c>char comm[16]</c>.</summary>
    private static string NameOf(ReadOnlySpan<char> declaration)
    {
        var bracket = declaration.IndexOf('[');
        var words = (bracket < 0 ? declaration : declaration[..bracket]).TrimEnd();
        return words[(words.LastIndexOfAny(' ', '\t') + 1)..].TrimStart('*').ToString();
    }

    private static bool TryNumber(ReadOnlySpan<char> line, string label, out int number)
    {
        number = 0;
        var at = line.IndexOf(label);
        if (at < 0)
            return false;
        var text = line[(at + label.Length)..];
        var end = text.IndexOf(';');
        return end >= 0 && int.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
