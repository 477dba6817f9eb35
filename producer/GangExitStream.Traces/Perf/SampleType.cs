namespace GangExitStream.Traces.Perf;

/// <summary>enum perf_event_sample_format: RAW, and the bits whose fields come before it in a sample, or are in the sample_id trailer.</summary>
[Flags]
internal enum SampleType : ulong
{
    Ip = 1 << 0,
    Tid = 1 << 1,
    Time = 1 << 2,
    Addr = 1 << 3,
    Read = 1 << 4,
    Callchain = 1 << 5,
    Id = 1 << 6,
    Cpu = 1 << 7,
    Period = 1 << 8,
    StreamId = 1 << 9,
    Raw = 1 << 10,
    Identifier = 1 << 16,
}

/// <summary>enum perf_event_read_format.</summary>
[Flags]
internal enum ReadFormat : ulong
{
    None = 0,
    TotalTimeEnabled = 1 << 0,
    TotalTimeRunning = 1 << 1,
    Id = 1 << 2,
    Group = 1 << 3,
    Lost = 1 << 4,
}
