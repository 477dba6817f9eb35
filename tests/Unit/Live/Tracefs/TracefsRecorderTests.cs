using System.Globalization;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Tracefs;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Live.Tracefs;

/// <summary>The recorder on a folder that looks like tracefs.</summary>
public sealed class TracefsRecorderTests : IDisposable
{
    private const int TimeoutMs = 60_000;

    private readonly SetClock _time = new();
    private readonly FakeTracefs _tracefs;
    private readonly List<string> _reports = [];
    private readonly long _start;

    public TracefsRecorderTests()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        (_tracefs, _start) = (new FakeTracefs(_time), _time.NowNs);
    }

    public void Dispose() => _tracefs.Dispose();

    [Fact(Timeout = TimeoutMs)]
    public async Task It_records_our_events_in_an_instance_of_its_own_which_it_removes()
    {
        await using var recorder = New(TestContext.Current.CancellationToken, new TracefsOptions { BufferSizeKb = 777 });

        var session = await recorder.NextSessionAsync();

        var name = Assert.Single(_tracefs.Instances);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"gangexit-{Environment.ProcessId}"), name);
        Assert.Equal(
            ["trace_options=norecord-cmd", "trace_options=overwrite", "trace_options=disable_on_free", "trace_clock=mono", "buffer_size_kb=777", "tracing_on=1",
                "events/kvm_hv/kvm_guest_exit/enable=1", "events/kvm_hv/kvmppc_run_core/enable=1"],
            _tracefs.Written);
        _tracefs.Written.Clear();
        recorder.Stop();
        Assert.Empty(TraceReading.ReadAll(session!.Open()).Events);
        Assert.Equal(["events/kvm_hv/kvm_guest_exit/enable=0", "events/kvm_hv/kvmppc_run_core/enable=0"], _tracefs.Written);
        Assert.Null(await recorder.NextSessionAsync());
        Assert.Null(recorder.Problem);
        Assert.Empty(_tracefs.Instances);
        Assert.Empty(_reports);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task The_CPUs_events_come_in_time_order_and_at_most_100_ms_late()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var page = new RingBufferPage(false, (ulong)_start);
        _tracefs.OnWait = wait =>
        {
            if (wait > 0)
                return;
            _tracefs.Page(0, At(0).Event(0, page.RunCore(7, 3, 0, 70)).Event(2000, page.Exit(7, 1, 0)));
            _tracefs.Page(1, At(1000).Event(0, page.Exit(7, 0, 1)).Event(2000, page.RunCore(7, 3, 1, 70)));
        };

        var events = new List<KvmEvent>();
        while (events.Count < 4)
        {
            var some = ReadSome(reader);
            Assert.All(some, e => Assert.InRange(_time.NowNs - e.TimeNs, 0, 100_000_000));
            events.AddRange(some);
        }

        Assert.Equal(
            [KvmEvent.Enter(_start, 0, 70, 7, 0, 3), KvmEvent.GuestExit(_start + 1000, 1, 70, 7, 0, 0x500, 1, 0x1000, 0x8000),
                KvmEvent.GuestExit(_start + 2000, 0, 70, 7, 1, 0x500, 0, 0x1000, 0x8000), KvmEvent.Exit(_start + 3000, 1, 70, 7, 0, 3)],
            events);
        Assert.Equal(TraceForm.Tracefs, reader.Info.Form);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Guest_enters_are_recorded_where_times_in_the_guest_are_wanted()
    {
        _tracefs.Put("events/kvm_hv/kvm_guest_enter/format", RingBufferPage.GuestEnterFormat);
        await using var recorder = New(TestContext.Current.CancellationToken, new TracefsOptions { GuestTimes = true });
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var page = new RingBufferPage(false, (ulong)_start);
        _tracefs.Page(0, At(0).Event(0, page.RunCore(7, 3, 0, 70)).Event(1000, page.GuestEnter(7, 1)).Event(2000, page.Exit(7, 1, 0)));
        recorder.Stop();

        var read = TraceReading.ReadAll(reader);

        Assert.Equal(3, _tracefs.Written.Count(line => line.EndsWith("enable=1", StringComparison.Ordinal)));
        Assert.Contains("events/kvm_hv/kvm_guest_enter/enable=1", _tracefs.Written);
        Assert.Contains("events/kvm_hv/kvm_guest_enter/enable=0", _tracefs.Written);
        Assert.Equal([KvmEventKind.Enter, KvmEventKind.GuestEnter, KvmEventKind.GuestExit], read.Events.Select(e => e.Kind));
        Assert.Equal(KvmEvent.GuestEnter(_start + 1000, 0, 70, 7, 1), read.Events[1]);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Hcalls_are_recorded_where_they_are_wanted()
    {
        _tracefs.Put("events/kvm_hv/kvm_hcall_enter/format", RingBufferPage.HcallEnterFormat);
        await using var recorder = New(TestContext.Current.CancellationToken, new TracefsOptions { Hcalls = true });
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var page = new RingBufferPage(false, (ulong)_start);
        _tracefs.Page(0, At(0).Event(0, page.RunCore(7, 3, 0, 70)).Event(1000, page.Exit(7, 1, 0)).Event(2000, page.HcallEnter(7, 1, 0x58)));
        recorder.Stop();

        var read = TraceReading.ReadAll(reader);

        Assert.Equal(3, _tracefs.Written.Count(line => line.EndsWith("enable=1", StringComparison.Ordinal)));
        Assert.Contains("events/kvm_hv/kvm_hcall_enter/enable=1", _tracefs.Written);
        Assert.Equal([KvmEventKind.Enter, KvmEventKind.GuestExit, KvmEventKind.Hcall], read.Events.Select(e => e.Kind));
        Assert.Equal(KvmEvent.Hcall(_start + 3000, 0, 70, 7, 1, 0x58), read.Events[2]);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_kernel_without_guest_enter_is_named_where_times_in_the_guest_are_wanted()
    {
        await using var recorder = New(TestContext.Current.CancellationToken, new TracefsOptions { GuestTimes = true });

        Assert.Null(await recorder.NextSessionAsync());
        Assert.Equal(LiveProblemId.NoSuchEvent, recorder.Problem!.Id);
        Assert.Contains("kvm_guest_enter", recorder.Problem.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task What_is_in_the_buffers_at_a_stop_is_read_however_new_it_is()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var page = new RingBufferPage(false, 0);
        _tracefs.Page(0, At(5_000_000_000).Event(0, page.RunCore(7, 3, 0, 70)));
        recorder.Stop();

        Assert.Single(TraceReading.ReadAll(reader).Events);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Losses_are_where_the_pages_have_them_and_as_many_as_the_kernel_counts()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var run = new RingBufferPage(false, 0).RunCore(7, 3, 0, 70);
        _tracefs.Put(_tracefs.InInstance("per_cpu/cpu1/stats"), FakeTracefs.Stats(40));
        _tracefs.Page(1, At(0).Event(0, run).Missed(5));
        _tracefs.Page(1, At(1000).Event(0, run).Missed(null)); // 35: the kernel counts 40 now
        _tracefs.Page(1, At(2000).Event(0, run).Missed(7)); // told already: the count was ahead of the page
        recorder.Stop();
        _tracefs.OnWait = null;

        var read = TraceReading.ReadAll(reader);

        Assert.Equal([5, 35, 1], read.Events.Where(e => e.Kind == KvmEventKind.Lost).Select(e => e.LostCount));
        Assert.Equal([0L, 0, 1000, 1000, 2000, 2000], read.Events.Select(e => e.TimeNs - _start));
        Assert.All(read.Events, e => Assert.Equal(1, e.Cpu));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Losses_that_no_page_tells_of_are_told_at_the_end()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        _tracefs.Put(_tracefs.InInstance("per_cpu/cpu0/stats"), FakeTracefs.Stats(3));
        recorder.Stop();

        var read = TraceReading.ReadAll(reader);

        Assert.Equal((3, 0), (Assert.Single(read.Events).LostCount, read.Events[0].Cpu));
        Assert.Equal(3, read.Summary.Lost);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_CPU_that_appears_is_read_too()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var run = new RingBufferPage(false, 0).RunCore(7, 3, 0, 70);
        _tracefs.OnWait = wait =>
        {
            if (wait > 0)
                return;
            _tracefs.AddCpu(_tracefs.Instances.Single(), 5);
            _tracefs.Page(5, At(0).Event(0, run));
        };

        Assert.Equal(5, Assert.Single(ReadSome(reader)).Cpu);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_CPU_that_cannot_be_read_is_said_once_and_tried_again()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        using var reader = (await recorder.NextSessionAsync())!.Open();
        var run = new RingBufferPage(false, 0).RunCore(7, 3, 0, 70);
        _tracefs.Page(0, At(0).Event(0, run));
        _tracefs.Page(1, At(0).Event(0, run));
        _tracefs.Fails = ("per_cpu/cpu1/trace_pipe_raw", new IOException("Input/output error"));
        _tracefs.OnWait = wait =>
        {
            if (wait == 60) // three seconds
                _tracefs.Fails = null;
        };

        Assert.Equal(0, Assert.Single(ReadSome(reader)).Cpu);
        Assert.Equal(1, Assert.Single(ReadSome(reader)).Cpu);
        Assert.Equal("CPU 1: Input/output error; it is tried again while this goes on", Assert.Single(_reports));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_wall_clock_that_was_set_is_followed()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        var session = await recorder.NextSessionAsync();
        using var reader = session!.Open();
        var run = new RingBufferPage(false, 0).RunCore(7, 3, 0, 70);
        _tracefs.OnWait = wait =>
        {
            if (wait == 30)
                _time.Set = TimeSpan.FromMinutes(-3);
            if (wait == 60)
                _tracefs.Page(0, At(0).Event(0, run));
        };
        var before = reader.Info.WallClockOffsetNs;

        ReadSome(reader);

        Assert.Equal(session.Identity.WallClockOffsetNs, before);
        Assert.Equal(-180_000_000_000, reader.Info.WallClockOffsetNs - before);
        Assert.Contains("was set by -180.000 s", Assert.Single(_reports), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Events_that_somebody_else_turned_off_are_recorded_again_as_another_source()
    {
        await using var recorder = New(TestContext.Current.CancellationToken);
        var first = await recorder.NextSessionAsync();
        _tracefs.OnWait = wait =>
        {
            if (wait == 5)
                _tracefs.Put(_tracefs.InInstance("events/kvm_hv/kvm_guest_exit/enable"), "0");
        };
        Assert.Empty(TraceReading.ReadAll(first!.Open()).Events);

        var next = recorder.NextSessionAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = await next;

        Assert.NotEqual(first.Identity.Source, second!.Identity.Source);
        Assert.Contains("turned the events off", Assert.Single(_reports), StringComparison.Ordinal);
        Assert.Single(_tracefs.Instances);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task What_killed_recorders_left_is_removed_and_nothing_else()
    {
        string[] names = ["gangexit-999999999", "gangexit-999999999-2", "gangexit-1", "gangexit-x", "other"]; // 1 is another program
        foreach (var name in names)
            Directory.CreateDirectory(_tracefs.PathOf($"instances/{name}"));
        await using var recorder = New(TestContext.Current.CancellationToken);

        Assert.NotNull(await recorder.NextSessionAsync());

        Assert.Equal(["gangexit-x", "other"], _tracefs.Instances.Where(names.Contains).Order(StringComparer.Ordinal));
        Assert.Equal(3, _reports.Count);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task A_name_in_use_is_left_alone()
    {
        var ours = string.Create(CultureInfo.InvariantCulture, $"gangexit-{Environment.ProcessId}");
        Directory.CreateDirectory(_tracefs.PathOf($"instances/{ours}"));
        _tracefs.Fails = ($"instances/{ours}", new IOException("Device or resource busy")); // refuses to be removed
        await using var recorder = New(TestContext.Current.CancellationToken);

        Assert.NotNull(await recorder.NextSessionAsync());

        Assert.Equal([ours, ours + "-2"], _tracefs.Instances.Order(StringComparer.Ordinal));
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData("trace_clock", true, LiveProblemId.NotPermitted, "needs root")]
    [InlineData("trace_clock", false, LiveProblemId.Refused, "--recorder perf")]
    [InlineData("buffer_size_kb", false, LiveProblemId.Refused, "smaller --buffer-size-kb")]
    [InlineData("kvm_guest_exit/format", true, LiveProblemId.NotPermitted, "needs root")]
    [InlineData("kvmppc_run_core/enable", false, LiveProblemId.Refused, "--recorder perf")]
    [InlineData("trace_pipe_raw", true, LiveProblemId.NotPermitted, "needs root")]
    public async Task A_refusal_is_a_problem_with_a_next_step_and_leaves_nothing_behind(string file, bool isDenied, LiveProblemId expected, string nextStep)
    {
        _tracefs.Fails = (file, isDenied ? new UnauthorizedAccessException("Access denied.") : new IOException("Invalid argument"));
        await using var recorder = New(TestContext.Current.CancellationToken);

        Assert.Null(await recorder.NextSessionAsync());
        Assert.Equal(expected, recorder.Problem!.Id);
        Assert.Contains(nextStep, recorder.Problem.NextStep, StringComparison.Ordinal);
        Assert.Empty(_tracefs.Instances);
        Assert.Null(await recorder.NextSessionAsync());
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData("kvm_hv2")]
    [InlineData("../kvm_hv")]
    public async Task A_kernel_without_the_events_is_named(string system)
    {
        await using var recorder = New(TestContext.Current.CancellationToken, new TracefsOptions { System = system });

        Assert.Null(await recorder.NextSessionAsync());
        Assert.Equal(LiveProblemId.NoSuchEvent, recorder.Problem!.Id);
        Assert.Contains("modprobe kvm_hv", recorder.Problem.NextStep, StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData("events/header_page", "")]
    [InlineData("events/kvm_hv/kvm_guest_exit/format", "name: kvm_guest_exit\nID: 11\nformat:\n")]
    public async Task Formats_that_make_no_sense_are_refused(string file, string text)
    {
        _tracefs.Put(file, text);
        await using var recorder = New(TestContext.Current.CancellationToken);

        Assert.Null(await recorder.NextSessionAsync());
        Assert.Equal(LiveProblemId.UnusableFormats, recorder.Problem!.Id);
        Assert.Empty(_tracefs.Instances);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Without_tracefs_it_says_how_to_mount_it()
    {
        await using var recorder = New(null, TestContext.Current.CancellationToken);

        Assert.Null(await recorder.NextSessionAsync());
        Assert.Equal(LiveProblemId.NoTracefs, recorder.Problem!.Id);
        Assert.Contains("mount -t tracefs", recorder.Problem.NextStep, StringComparison.Ordinal);
    }

    private RingBufferPage At(long offsetNs) => new(false, (ulong)(_start + offsetNs));

    /// <summary>A test that takes too long stops its recorder, and so ends.</summary>
    private TracefsRecorder New(CancellationToken timeout, TracefsOptions? options = null) => New(_tracefs, timeout, options);

    private TracefsRecorder New(ITracefs? tracefs, CancellationToken timeout, TracefsOptions? options = null)
    {
        var recorder = new TracefsRecorder(options ?? new TracefsOptions(), tracefs, _time, _reports.Add);
        timeout.Register(recorder.Stop);
        return recorder;
    }

    private static List<KvmEvent> ReadSome(ITraceReader reader)
    {
        var events = new KvmEvent[64];
        return [.. events.AsSpan(0, reader.Read(events))];
    }
}
