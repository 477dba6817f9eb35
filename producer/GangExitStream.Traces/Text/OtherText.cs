namespace GangExitStream.Traces.Text;

/// <summary>Texts of other tools that have the wanted events, but not all of their fields or in another form: how to get a form that is read.</summary>
internal static class OtherText
{
    /// <summary>What the text is, and what to do; null: neither is known.</summary>
    public static string? Advice(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.IndexOf("\"linux-perf-json-version\""u8) >= 0 => "JSON of perf data convert --to-json; report the perf.data itself",
        _ when head.IndexOf("kvm_guest_exit("u8) >= 0 || head.IndexOf("kvmppc_run_core("u8) >= 0 => "text of perf trace, which leaves out fields that are 0; record with perf record, or perf trace record, and report the perf.data",
        _ when head.IndexOf(". ... raw event"u8) >= 0 => "a raw dump (perf script -D, perf report -D); report the perf.data itself, or perf script without -D",
        _ when head.IndexOf("# Overhead"u8) >= 0 => "text of perf report, which has sums instead of events; report the perf.data itself",
        _ when head.IndexOf("VM-EXIT"u8) >= 0 => "text of perf kvm stat report, which has sums instead of events; report the perf.data itself",
        _ => Colours(head),
    };

    /// <summary>The advice about a text with colours; null: it has none.</summary>
    public static string? Colours(ReadOnlySpan<byte> head) => head.IndexOf("\e["u8) < 0 || (head.IndexOf("kvm_guest_exit"u8) < 0 && head.IndexOf("kvmppc_run_core"u8) < 0)
        ? null
        : "its lines have colours (escape sequences, as of grep --color=always); write them without: grep --color=never";
}
