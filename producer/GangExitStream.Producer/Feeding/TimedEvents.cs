using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Feeding;

/// <summary>Events to publish, in time order.</summary>
/// <param name="Events">The events, without optional ones.</param>
/// <param name="GuestNs">Their guest_ns, <see cref="KvmEvent.Unknown"/> where an event has none. Empty: none has one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimedEvents(ReadOnlyMemory<KvmEvent> Events, ReadOnlyMemory<long> GuestNs)
{
    /// <summary>The same without the first ones.</summary>
    public TimedEvents From(int count) => new(Events[count..], GuestNs.IsEmpty ? default : GuestNs[count..]);
}
