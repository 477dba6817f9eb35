namespace GangExitStream.Traces.Text.Fields;

/// <summary>The names of the two events that are counted, as every text form prints them: with a colon.</summary>
internal static class CountedEvents
{
    public static ReadOnlySpan<byte> GuestExit => "kvm_guest_exit:"u8;

    public static ReadOnlySpan<byte> RunCore => "kvmppc_run_core:"u8;

    /// <summary>Whether an event of this name has a text that a program wrote (trace_marker), which may quote other lines.</summary>
    public static bool IsFreeText(ReadOnlySpan<byte> name) => name.EndsWith("print:"u8) || name.SequenceEqual("tracing_mark_write:"u8);

    /// <summary>Whether one of the names occurs in the text.</summary>
    public static bool IsIn(ReadOnlySpan<byte> text) => text.IndexOf(RunCore) >= 0 || text.IndexOf(GuestExit) >= 0;
}
