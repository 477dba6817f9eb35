using System.Globalization;
using System.Text;

namespace GangExitStream.Traces.TraceDat;

/// <summary>The options of a trace.dat that affect how it is read. Sections that options refer to are read elsewhere.</summary>
internal sealed class TraceDatOptions(PerfBytes order)
{
    private const int MaxGuests = 64;

    private readonly List<string> _guests = [];

    /// <summary>The trace clock of the top buffer; null: not given.</summary>
    public string? Clock { get; private set; }

    /// <summary>Wall time = trace time + this, in nanoseconds; from DATE, which is in microseconds.</summary>
    public long? WallClockOffsetNs { get; private set; }

    /// <summary>Nanoseconds to add to each time; from OFFSET.</summary>
    public long AddedNs { get; private set; }

    /// <summary>From TSC2NSEC: ns = ticks * multiplier >> shift. Multiplier 0: the option is absent.</summary>
    public (uint Multiplier, int Shift) TicksToNs { get; private set; }

    /// <summary>The words of the recorded machine's uname: system, node, release, machine.</summary>
    public string[] Uname { get; private set; } = [];

    /// <summary>Number of CPUs; only in version 6.</summary>
    public int? CpuCount { get; private set; }

    /// <summary>Names of guests that were traced together with the host; their events are in other files.</summary>
    public IReadOnlyList<string> Guests => _guests;

    /// <summary>What the kernel said of each buffer when recording ended.</summary>
    public CpuStatistics Statistics { get; } = new();

    /// <summary>Adds an option. False: its data are invalid.</summary>
    public bool Add(OptionId id, ReadOnlySpan<byte> data)
    {
        switch (id)
        {
            case OptionId.Date:
                return TryDate(data);
            case OptionId.CpuStatistics:
                Statistics.Add(Encoding.UTF8.GetString(data));
                return true;
            case OptionId.Offset:
                return TryOffset(data);
            case OptionId.TraceClock:
                Clock = ChosenClock(Printable.Text(data)) ?? Clock;
                return true;
            case OptionId.Uname:
                Uname = Printable.Text(data).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return true;
            case OptionId.CpuCount when data.Length >= 4:
                CpuCount = (int)Math.Min(order.U32(data), int.MaxValue);
                return true;
            case OptionId.Guest when _guests.Count < MaxGuests:
                _guests.Add(Printable.Text(data));
                return true;
            case OptionId.TicksToNs:
                return TryTicks(data);
            default:
                return true;
        }
    }

    /// <summary>The clock in brackets of a list like tracefs' trace_clock: "[local] global counter ..."; null: none.</summary>
    public static string? ChosenClock(string clocks)
    {
        var start = clocks.IndexOf('[', StringComparison.Ordinal);
        var end = clocks.IndexOf(']', StringComparison.Ordinal);
        return start >= 0 && end > start + 1 ? clocks[(start + 1)..end] : null;
    }

    private bool TryDate(ReadOnlySpan<byte> data)
    {
        if (!TryNumber(Printable.Text(data), out var microseconds) || Math.Abs((decimal)microseconds) > long.MaxValue / 2000)
            return false;
        WallClockOffsetNs = microseconds * 1000;
        return true;
    }

    private bool TryOffset(ReadOnlySpan<byte> data)
    {
        if (!TryNumber(Printable.Text(data), out var ns) || ns is > long.MaxValue / 2 or < long.MinValue / 2)
            return false;
        AddedNs = ns;
        return true;
    }

    private bool TryTicks(ReadOnlySpan<byte> data)
    {
        if (data.Length < 8 || order.U32(data[4..]) > 63)
            return false;
        TicksToNs = (order.U32(data), (int)order.U32(data[4..]));
        return true;
    }

    /// <summary>Decimal, or hexadecimal with 0x.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return isHex
            ? long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}

/// <summary>The option ids (trace-cmd.dat.v7(5)).</summary>
internal enum OptionId : ushort
{
    Done = 0,
    Date = 1,
    CpuStatistics = 2,
    Buffer = 3,
    TraceClock = 4,
    Uname = 5,
    Offset = 7,
    CpuCount = 8,
    Guest = 13,
    TicksToNs = 14,
    HeaderInfo = 16,
    EventFormats = 18,
    BufferText = 22,
}
