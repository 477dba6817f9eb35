using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>A text is checked by its first 64 KiB before it is read; where these end within a line must not matter.</summary>
public sealed class TextBeginningTests
{
    [Fact]
    public void The_head_may_end_anywhere_within_a_line()
    {
        var text = File.ReadAllBytes(RepoFiles.Trace("tiny.perf-script.txt"));
        var events = TraceReading.ReadAll(text).Events;
        for (var shift = 0; shift < 200; shift++)
        {
            byte[] shifted = [(byte)'#', .. Enumerable.Repeat((byte)'x', shift), (byte)'\n', .. text];
            var read = TraceReading.ReadAll(shifted);
            Assert.Empty(read.Summary.Damage);
            Assert.Equal(events, read.Events);
        }
    }

    [Fact]
    public void A_text_that_was_cut_off_behind_an_events_name_is_truncated()
    {
        var text = File.ReadAllText(RepoFiles.Trace("tiny.perf-script.txt"));
        var end = text.LastIndexOf("kvm_guest_exit:", StringComparison.Ordinal) + "kvm_guest_exit:".Length;
        var read = TraceReading.ReadAll(System.Text.Encoding.UTF8.GetBytes(text[..end]));
        Assert.Equal(TraceDamageId.Truncated, Assert.Single(read.Summary.Damage).Id);
    }
}
