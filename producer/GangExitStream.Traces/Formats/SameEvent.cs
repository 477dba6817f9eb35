namespace GangExitStream.Traces.Formats;

/// <summary>Compares events that may be copies: recorders and tools write the copies of an event with other times.</summary>
internal static class SameEvent
{
    /// <summary>Whether two events of one CPU are the same apart from their time. A default value, which has the thread 0, equals no event.</summary>
    public static bool IsOf(in KvmEvent a, in KvmEvent b) =>
        a.Tid == b.Tid && a.Kind == b.Kind && a.Vcpu == b.Vcpu && a.Value == b.Value && a.Ceded == b.Ceded && a.Pc == b.Pc && a.Msr == b.Msr && a.Tgid == b.Tgid;
}
