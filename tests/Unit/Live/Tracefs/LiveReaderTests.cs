using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Live;

namespace GangExitStream.Tests.Unit.Live.Tracefs;

/// <summary>The pages of live buffers, in whatever rounds they come.</summary>
public sealed class LiveReaderTests
{
    private static readonly string[] Formats = RingBufferPage.Formats;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void However_the_CPUs_pages_arrive_their_events_come_in_order_and_complete(int seed)
    {
        var buffers = new RandomBuffers(seed, cpus: 7, events: 30_000);

        var (events, summary, _) = TraceReading.ReadAll(Reader(buffers));

        Assert.Equal(buffers.Expected, events.Select(e => (e.TimeNs, e.Cpu)));
        Assert.Equal((30_000L, 0L, 0L), (summary.RunCores, summary.OutOfOrder, summary.DamageCount));
        Assert.Equal(buffers.BytesTaken, summary.Bytes);
    }

    [Fact]
    public void Memory_stays_bounded_where_one_CPU_has_far_more_than_the_others()
    {
        var page = Page(1_000_000_000, 12);
        var buffers = new EndlessBuffers(page);
        using var reader = Reader(buffers);
        var events = new KvmEvent[1024];
        reader.Read(events);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var count = 0;
        for (var i = 0; i < 2000; i++)
            count += reader.Read(events);

        Assert.InRange(count, 1_000_000, int.MaxValue);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000); // nothing for an event
    }

    private static LiveReader Reader(ILiveBuffers buffers)
    {
        Assert.True(LiveFormats.TryRead(RingBufferPage.HeaderPage, "kvm_hv", Formats, out var formats, out var problem), problem);
        return new LiveReader(buffers, formats, new TraceInfo { Form = TraceForm.Tracefs });
    }

    private static byte[] Page(long time, int events)
    {
        var page = new RingBufferPage(false, (ulong)time);
        for (var i = 0; i < events; i++)
            page.Event(1, page.RunCore(7, 3, 0, 70));
        return page.Build();
    }

    /// <summary>Events at random times on random CPUs; a CPU's page can be taken when time has passed its last event.</summary>
    private sealed class RandomBuffers : ILiveBuffers
    {
        private const int PerPage = 12;
        private readonly List<Queue<(long LastNs, byte[] Page)>> _pages = [];
        private readonly Random _random;
        private long _end;

        public RandomBuffers(int seed, int cpus, int events)
        {
            _random = new Random(seed);
            Cpus = [.. Enumerable.Range(0, cpus).Select(cpu => cpu * 8)];
            var times = Enumerable.Range(0, cpus).Select(_ => new List<long>()).ToList();
            for (var i = 0; i < events; i++)
                times[_random.Next(1 + _random.Next(cpus))].Add(_random.NextInt64(1, 5_000_000_000)); // the first CPUs have most
            foreach (var cpu in times)
            {
                cpu.Sort();
                _pages.Add(new Queue<(long, byte[])>(cpu.Chunk(PerPage).Select(chunk => (chunk[^1], Build(chunk)))));
            }
            Expected = [.. times.SelectMany((cpu, place) => cpu.Select(time => (Time: time, place))).OrderBy(e => e.Time).ThenBy(e => e.place).Select(e => (e.Time, Cpus[e.place]))];
        }

        public List<(long TimeNs, int Cpu)> Expected { get; }

        public long BytesTaken { get; private set; }

        public IReadOnlyList<int> Cpus { get; }

        public long NowNs { get; private set; }

        public long? WallClockOffsetNs => null;

        public bool WaitForMore()
        {
            NowNs += _random.NextInt64(1, 100_000_000);
            _end = NowNs + _random.NextInt64(0, 1_000_000); // time goes on while the CPUs are read
            return NowNs < 5_000_000_000;
        }

        // As the kernel: a page that is being written is taken as far as it is; here only whole ones are, so an event may come late by a page's time.
        public int TakePage(int place, Span<byte> page)
        {
            if (!_pages[place].TryPeek(out var next) || (NowNs < 5_000_000_000 && next.LastNs > _end && FirstOf(next.Page) > NowNs))
                return 0;
            _pages[place].Dequeue();
            next.Page.CopyTo(page);
            BytesTaken += next.Page.Length;
            return next.Page.Length;
        }

        public long LostSoFar(int place) => 0;

        private static long FirstOf(byte[] page) => BitConverter.ToInt64(page);

        private static byte[] Build(long[] times)
        {
            var page = new RingBufferPage(false, (ulong)times[0]);
            var last = times[0];
            foreach (var time in times)
            {
                page.Extend((ulong)(time - last)).Event(0, page.RunCore(7, 3, 0, 70));
                last = time;
            }
            return page.Build();
        }
    }

    /// <summary>One CPU always has a page, the other never; time goes on.</summary>
    private sealed class EndlessBuffers(byte[] page) : ILiveBuffers
    {
        private long _pageNs = 1_000_000_000;

        public IReadOnlyList<int> Cpus { get; } = [0, 1];

        public long NowNs { get; private set; } = 2_000_000_000;

        public long? WallClockOffsetNs => null;

        public bool WaitForMore()
        {
            NowNs += 1_000_000;
            return true;
        }

        public int TakePage(int place, Span<byte> target)
        {
            if (place == 1)
                return 0;
            page.CopyTo(target);
            BitConverter.TryWriteBytes(target, _pageNs += 1000); // a page begins with its time
            return page.Length;
        }

        public long LostSoFar(int place) => 0;
    }
}
