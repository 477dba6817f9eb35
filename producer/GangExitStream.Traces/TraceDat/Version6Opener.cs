namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Reads a trace.dat of version 6: header, ftrace formats, event formats, kallsyms, printk and command lines follow each other, then the
/// number of CPUs, the options, and the table of the CPUs' data.
/// </summary>
internal sealed class Version6Opener(Stream file, TraceDatContents contents, string system)
{
    private const int MaxCpus = 1 << 14;
    private const int TypeBytes = 10;

    private readonly List<(long Offset, string Name)> _instances = [];

    public void ReadAll()
    {
        var cursor = new FileCursor(file, contents.Order, contents.Header.Bytes, long.MaxValue);
        contents.ReadHeaderInfo(cursor, contents.Header.Bytes);
        for (var n = cursor.U32(); n > 0 && !cursor.Failed; n--)
            cursor.Skip(cursor.Size());
        contents.ReadFormats(cursor, system, cursor.Offset);
        cursor.Skip(cursor.U32());
        cursor.Skip(cursor.U32());
        cursor.Skip(cursor.Size());
        var cpus = cursor.U32();
        var type = Type(cursor);
        if (type == "options")
        {
            ReadOptions(cursor);
            type = Type(cursor);
        }
        ReadTables(cursor, type, Math.Min(contents.Options.CpuCount ?? (int)Math.Min(cpus, MaxCpus), MaxCpus));
    }

    private void ReadTables(FileCursor cursor, string type, int cpus)
    {
        if (cursor.Failed)
        {
            contents.Add(TraceDamageId.UnfinishedTraceDat, cursor.Offset, "the file ends before the table of the CPUs' data: it was cut off, or trace-cmd was killed before it could finish the file; "
                + "if FILE.cpu0 ... exist: trace-cmd restore");
            return;
        }
        if (type != "flyrecord")
        {
            contents.Add(TraceDamageId.Unsupported, cursor.Offset, type == "latency" ? "a trace.dat of a latency tracer, which holds text instead of events" : "the table of the CPUs' data is not at its expected offset");
            return;
        }
        ReadTable(cursor, "", cpus);
        foreach (var (offset, name) in _instances)
        {
            if (!contents.HasRoom)
            {
                contents.AddTooMany(offset);
                break;
            }
            var table = new FileCursor(file, contents.Order, offset, long.MaxValue);
            if (Type(table) == "flyrecord")
                ReadTable(table, name, cpus);
            else
                contents.Add(TraceDamageId.Truncated, offset, $"the table of buffer '{name}' is not at its expected offset; that buffer is not read");
        }
    }

    /// <summary>For each CPU u64 offset, u64 bytes; then u64 + text, the buffer's trace clock.</summary>
    private void ReadTable(FileCursor cursor, string name, int cpus)
    {
        var at = cursor.Offset;
        var regions = new List<CpuRegion>();
        for (var cpu = 0; cpu < cpus && !cursor.Failed; cpu++)
        {
            var region = new CpuRegion(cpu, cursor.Size(), cursor.Size());
            if (!cursor.Failed)
                regions.Add(region);
            contents.NoteExtent(region.Offset, region.Bytes);
        }
        if (cursor.Failed)
            contents.Add(TraceDamageId.Truncated, at, "the file ends within the table of the CPUs' data");
        var clock = contents.Options.Clock is null ? null : TraceDatOptions.ChosenClock(cursor.Text(Math.Min(cursor.Size(), cursor.Left)));
        contents.NoteExtent(cursor.Offset, 0);
        contents.Add(new TraceBuffer(name, clock ?? contents.Options.Clock ?? "local", contents.Header.PageBytes, IsPacked: false, regions));
    }

    /// <summary>For each option u16 id, u32 bytes, data; the id 0 ends the options.</summary>
    private void ReadOptions(FileCursor cursor)
    {
        while (cursor.U16() is var id && id != 0 && !cursor.Failed)
        {
            var at = cursor.Offset;
            var data = cursor.Take(cursor.U32());
            if (id == (ushort)OptionId.Buffer && data.Length >= 8)
                _instances.Add(((long)Math.Min(contents.Order.U64(data), long.MaxValue), Printable.Text(data[8..])));
            else if (!cursor.Failed && !contents.Options.Add((OptionId)id, data))
                contents.Add(TraceDamageId.BadHeader, at, $"option {id} is invalid; it is ignored");
        }
    }

    private static string Type(FileCursor cursor) => Printable.Text(cursor.Take(TypeBytes));
}
