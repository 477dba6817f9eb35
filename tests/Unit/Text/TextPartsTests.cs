using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Several recordings in one text: where each ends, and which state is reset.</summary>
public sealed class TextPartsTests
{
    private const string Header = "# tracer: nop\n";
    private const string Lost = "CPU:3 [LOST 7 EVENTS]\n";

    [Theory]
    [InlineData(Header, "a header begins the next one")]
    [InlineData("", "time goes back to the beginning")]
    public void A_loss_at_the_end_of_a_recording_is_counted_in_it(string seam, string why)
    {
        var parts = Parts(Header + Exit(1.0) + Exit(2.0) + Lost + seam + Exit(1.0) + Exit(2.0));
        Assert.True(parts.Count == 2, why);
        Assert.Equal([(2, 7), (2, 0)], parts.Select(part => ((int)part.GuestExits, (int)part.Lost)));
    }

    [Fact]
    public void CPUs_that_are_some_microseconds_out_of_order_are_one_recording() =>
        Assert.Equal(3, Assert.Single(Parts(Header + Exit(1.000010) + Exit(1.000020) + Exit(1.000009))).GuestExits);

    [Fact]
    public void Time_that_goes_back_but_not_to_the_beginning_is_one_recording() =>
        Assert.Equal(3, Assert.Single(Parts(Header + Exit(1.0) + Exit(3.0) + Exit(2.0))).GuestExits);

    [Fact]
    public void Ticks_are_reported_also_when_a_loss_comes_first()
    {
        using var reader = TraceFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(Header + Lost + Exit(1.0).Replace("1.000000", "512000000", StringComparison.Ordinal))));
        Assert.Equal(2, reader.Read(new KvmEvent[16]));
        Assert.NotNull(reader.Info.TicksClock);
    }

    [Fact]
    public void A_failed_read_within_a_later_recording_has_its_offset_in_the_text()
    {
        var text = Encoding.UTF8.GetBytes(Header + Exit(1.0) + Header + Exit(2.0));
        using var reader = TraceFile.Open(new FailingStream(text, text.Length));
        var events = new KvmEvent[16];
        while (reader.Read(events) > 0 || reader.NextPart())
        {
            // Reads on.
        }
        var damage = Assert.Single(reader.Summary.Damage);
        Assert.Equal((TraceDamageId.Io, (long)text.Length), (damage.Id, damage.Offset));
    }

    [Fact]
    public void Forged_losses_do_not_overflow_their_sum()
    {
        var lost = Lost.Replace("7", $"{long.MaxValue}", StringComparison.Ordinal);
        Assert.InRange(Assert.Single(Parts(Header + Exit(1.0) + lost + Exit(2.0) + lost + Exit(3.0))).Lost, 1, long.MaxValue);
    }

    [Theory]
    [InlineData("per_cpu/cpu17/trace", "GX1032: only the events of CPU 17:")]
    [InlineData("tracing/trace", "")]
    public void A_file_of_one_CPU_is_named(string name, string finding)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(RepoFiles.Trace("tiny.ftrace.txt"), path);
        var summary = TraceReading.ReadAll(TraceFile.Open(path)).Summary;
        Assert.NotEqual(0, summary.Events);
        Assert.StartsWith(finding, string.Join('\n', summary.Damage), StringComparison.Ordinal);
        Assert.Equal(finding.Length == 0, summary.DamageCount == 0);
    }

    private static string Exit(double seconds) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"vmm-5 [003] d.... {seconds:0.000000}: kvm_guest_exit: VCPU 3: trap=EXTERNAL pc=0x148 msr=0x1000, ceded=0\n");

    private static List<TraceSummary> Parts(string text) => [.. TraceReading.ReadParts(Encoding.UTF8.GetBytes(text)).Select(static part => part.Summary)];
}
