using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Text;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.TraceDat;

/// <summary>power8-smt4.trace.dat is trace-cmd's recording of the same run as the other power8-smt4 files.</summary>
public sealed class RecordedTraceDatTests
{
    private const string Name = "power8-smt4.trace.dat";

    [Fact]
    public void Its_text_by_trace_cmd_report_says_the_same_event_by_event()
    {
        var read = TraceReading.ReadAll(TraceFile.Open(Recordings.PathOf(Name)));
        var text = TextTraces.Read("power8-smt4.trace-cmd-report.txt.gz").Events;

        Assert.Equal(0, read.Summary.DamageCount);
        Assert.Equal(33_580, read.Summary.Events);
        Assert.Equal(text.Select(InMicroseconds), read.Events.Select(InMicroseconds));
    }

    [Fact]
    public void Simultaneous_perf_saw_the_same_events()
    {
        var perf = TraceReading.ReadAll(TraceFile.Open(Recordings.Sample)).Events;
        var events = TraceReading.ReadAll(TraceFile.Open(Recordings.PathOf(Name))).Events;

        Assert.Equal(perf.Select(WithoutTime), events.Select(WithoutTime));
    }

    [Fact]
    public void A_pipe_has_the_same_events_as_the_file()
    {
        var bytes = File.ReadAllBytes(Recordings.PathOf(Name));

        Assert.Equal(TraceReading.ReadAll(bytes).Events, TraceReading.ReadAll(TraceFile.Open(new UnseekableStream(bytes))).Events);
    }

    [Fact]
    public void Events_that_trace_cmd_read_and_threw_away_are_missed()
    {
        // The kernel's statistics of CPU 0 as if 60,000 more events had been read: trace-cmd record -m keeps only the newest.
        var bytes = File.ReadAllBytes(Recordings.PathOf(Name));
        var at = bytes.AsSpan().IndexOf("read events: 32102"u8);
        "read events: 92102"u8.CopyTo(bytes.AsSpan(at));

        var damage = Assert.Single(TraceReading.ReadAll(bytes).Summary.Damage);

        Assert.Equal(TraceDamageId.Overwritten, damage.Id);
        Assert.Contains("58,522 more events", damage.Message, StringComparison.Ordinal);
    }

    private static KvmEvent InMicroseconds(KvmEvent e)
    {
        e.TimeNs = (e.TimeNs + 500) / 1000;
        return e;
    }

    private static KvmEvent WithoutTime(KvmEvent e)
    {
        e.TimeNs = 0;
        return e;
    }
}
