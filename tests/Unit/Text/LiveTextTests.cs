using System.IO.Pipes;
using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Text;

namespace GangExitStream.Tests.Unit.Text;

public sealed class LiveTextTests
{
    private const string Line = "vmm-5 [000] d.... 1.0: kvmppc_run_core: Enter runner_vcpu==0 runnable=1 tgid=4\n";

    [Fact]
    public void Events_that_have_arrived_are_returned_while_the_pipe_stays_open()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var source = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        using var reader = new TextTraceReader(source, TraceForm.Ftrace, Encoding.UTF8.GetBytes(Line), TraceOptions.Default);
        var events = new KvmEvent[100];

        Assert.Equal(1, reader.Read(events));
        writer.Write(Encoding.UTF8.GetBytes(Line + Line + Line[..20]));
        Assert.Equal(2, reader.Read(events));
        writer.Write(Encoding.UTF8.GetBytes(Line[20..]));
        Assert.Equal(1, reader.Read(events));
    }

    [Fact]
    public void Progress_is_told_every_megabyte()
    {
        var told = new List<long>();
        var bytes = TextTraces.Bytes("power8-smt4.ftrace.txt");

        TextTraces.Read(new MemoryStream(bytes), TraceForm.Ftrace, default, new TraceOptions { Progress = told.Add });

        Assert.Equal(bytes.Length >> 20, told.Count);
    }

    [Fact]
    public void Progress_goes_on_over_several_recordings_in_one_text()
    {
        var told = new List<long>();
        var one = TextTraces.Bytes("power8-smt4.ftrace.txt");
        var text = (byte[])[.. one, .. one];
        using var reader = new TextTraceReader(new MemoryStream(text), TraceForm.Ftrace, default, new TraceOptions { Progress = told.Add });
        var events = new KvmEvent[512];
        do
        {
            while (reader.Read(events) > 0)
            {
                // Only the progress matters.
            }
        }
        while (reader.NextPart());

        Assert.Equal(told.Order(), told);
        Assert.InRange(told[^1], text.Length - (2 << 20), text.Length);
        Assert.Equal(text.Length, reader.Summary.Bytes);
    }

    [Fact]
    public void Reading_allocates_nothing_per_event()
    {
        var bytes = TextTraces.Bytes("power8-smt4.ftrace.txt");
        var events = new KvmEvent[256];
        var count = 0;

        Action AfterTheFirstEvents()
        {
            var reader = new TextTraceReader(new MemoryStream(bytes), TraceForm.Ftrace, default, TraceOptions.Default);
            count = reader.Read(events);
            return () =>
            {
                for (var n = reader.Read(events); n > 0; n = reader.Read(events))
                    count += n;
                reader.Dispose();
            };
        }

        const int Enough = 3_000; // of 33,000 events; a buffer may still grow once
        Assert.InRange(Allocations.Of(AfterTheFirstEvents, Enough), 0, Enough);
        Assert.True(count > 10 * Enough);
    }
}
