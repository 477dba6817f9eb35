namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Reads a trace.dat of version 7: sections anywhere in the file. Options refer to them; the options are in a chain of sections.
/// </summary>
internal sealed class Version7Opener(Stream file, TraceDatContents contents, string system, Compression compression)
{
    private const int HeadBytes = 16;
    private const int Packed = 1;

    /// <summary>trace-cmd has some 20; the first two bytes of another trace are a larger number.</summary>
    private const int MaxSectionId = 64;

    /// <summary>trace-cmd writes two option sections and one more for each buffer; a longer chain is forged.</summary>
    private const int MaxOptionSections = 1024;

    /// <summary>The formats of all events of a kernel have about 3 MB.</summary>
    private const long MaxSectionBytes = 16 << 20;

    private const int MaxCpus = 1 << 14;
    private const int CpuBytes = 20;

    private readonly HashSet<long> _seen = [];
    private bool _hasTooMany; // buffers

    public void ReadAll()
    {
        var next = contents.Header.OptionsAt;
        while (next > 0 && _seen.Count < MaxOptionSections && _seen.Add(next))
            next = ReadOptions(next);
        PassLastSections();
        if (_hasTooMany)
            contents.AddTooMany(contents.Header.OptionsAt);
        if (contents.Buffers.Count == 0 && contents.Damage.Count == 0)
            contents.Add(TraceDamageId.UnfinishedTraceDat, contents.Header.OptionsAt, "the file has no table of its buffers, which trace-cmd writes last: trace-cmd was killed before it could finish the file; "
                + "if FILE.cpu0 ... exist: trace-cmd restore");
    }

    /// <summary>The section of the other sections' names is the last one of the file, and no option refers to it.</summary>
    private void PassLastSections()
    {
        for (var passed = 0; passed < MaxOptionSections; passed++)
        {
            var head = new FileCursor(file, contents.Order, contents.End, HeadBytes);
            var (id, flags) = (head.U16(), head.U16());
            head.Skip(4);
            var bytes = head.Size();
            if (head.Failed || id is 0 or > MaxSectionId || flags > Packed || bytes > file.Length - head.Offset)
                break;
            contents.NoteExtent(head.Offset, bytes);
        }
    }

    /// <summary>Reads an option section; returns the offset of the next one, or 0.</summary>
    private long ReadOptions(long at)
    {
        var cursor = Section(at, id: 0, "options", out _);
        while (cursor is not null && cursor.Left > 0)
        {
            var id = (OptionId)cursor.U16();
            var data = cursor.Take(cursor.U32());
            if (cursor.Failed)
                break;
            if (id == OptionId.Done)
                return data.Length >= 8 ? Size(data) : 0;
            AddOption(id, data.ToArray(), at);
        }
        if (cursor is not null)
            contents.Add(TraceDamageId.Truncated, at, "an option section ends early");
        return 0;
    }

    private void AddOption(OptionId id, byte[] data, long at)
    {
        var pointsTo = data.Length >= 8 ? Size(data) : 0;
        switch (id)
        {
            case OptionId.HeaderInfo when Section(pointsTo, (int)id, "the pages' layout", out _) is { } cursor:
                contents.ReadHeaderInfo(cursor, pointsTo);
                break;
            case OptionId.EventFormats when !contents.HasFormats && Section(pointsTo, (int)id, "the events' formats", out _) is { } cursor:
                contents.ReadFormats(cursor, system, pointsTo);
                break;
            case OptionId.Buffer when contents.HasRoom:
                AddBuffer(data, at);
                break;
            case OptionId.Buffer:
                _hasTooMany = true;
                break;
            case OptionId.BufferText:
                contents.Add(TraceDamageId.Unsupported, at, "a buffer of a latency tracer has text instead of events; it is not read");
                break;
            case OptionId.HeaderInfo or OptionId.EventFormats:
                break; // Section has added the damage
            default:
                if (!contents.Options.Add(id, data))
                    contents.Add(TraceDamageId.BadHeader, at, $"option {(int)id} is invalid; it is ignored");
                break;
        }
    }

    /// <summary>u64 offset of the section, name\0, clock\0, u32 page size, u32 CPUs, each u32 id, u64 offset, u64 bytes.</summary>
    private void AddBuffer(byte[] data, long at)
    {
        var cursor = new FileCursor(new MemoryStream(data), contents.Order, 0, data.Length);
        var section = cursor.Size();
        var (name, clock) = (cursor.Text(), cursor.Text());
        var pageBytes = (int)Math.Min(cursor.U32(), int.MaxValue);
        var count = (int)Math.Min(cursor.U32(), Math.Min(MaxCpus, cursor.Left / CpuBytes));
        var regions = new CpuRegion[count];
        for (var i = 0; i < count; i++)
            regions[i] = new CpuRegion((int)Math.Min(cursor.U32(), int.MaxValue), cursor.Size(), cursor.Size());
        var head = new FileCursor(file, contents.Order, section, HeadBytes);
        head.Skip(2);
        var flags = head.U16();
        head.Skip(4);
        contents.NoteExtent(section + HeadBytes, head.Size());
        foreach (var region in regions)
            contents.NoteExtent(region.Offset, region.Bytes);
        if (cursor.Failed || head.Failed)
            contents.Add(TraceDamageId.Truncated, at, $"buffer '{name}' can't be read: its description ends early, or its section is beyond the file's end");
        else
            contents.Add(new TraceBuffer(name, clock, pageBytes, (flags & Packed) != 0, regions));
    }

    /// <summary>
    /// Opens a section: u16 id, u16 flags, u32 description, u64 bytes, content. Compressed content: u32 compressed bytes, u32 decompressed bytes, data.
    /// </summary>
    private FileCursor? Section(long at, int id, string what, out long bytes)
    {
        var head = new FileCursor(file, contents.Order, at, HeadBytes);
        var (foundId, flags) = (head.U16(), head.U16());
        head.Skip(4);
        bytes = head.Size();
        contents.NoteExtent(at + HeadBytes, bytes);
        if (head.Failed || at <= 0)
            return Missing(TraceDamageId.Truncated, at, $"the section of {what} is beyond the file's end: the file was cut off");
        if (foundId != id)
            return Missing(TraceDamageId.BadHeader, at, $"the section of {what} is not at its expected offset");
        var body = at + HeadBytes;
        if ((flags & Packed) == 0)
            return new FileCursor(file, contents.Order, body, bytes);
        return Unpack(body) is { } unpacked
            ? new FileCursor(new MemoryStream(unpacked), contents.Order, 0, unpacked.Length)
            : Missing(TraceDamageId.BadCompression, at, $"the section of {what} can't be decompressed ({compression.Name})");
    }

    private byte[]? Unpack(long at)
    {
        var cursor = new FileCursor(file, contents.Order, at, long.MaxValue);
        var (packedBytes, unpackedBytes) = (cursor.U32(), cursor.U32());
        if (cursor.Failed || packedBytes > MaxSectionBytes || unpackedBytes > MaxSectionBytes)
            return null;
        var packed = cursor.Take(packedBytes);
        if (cursor.Failed || !compression.MayHold(packed, unpackedBytes))
            return null;
        var unpacked = new byte[unpackedBytes];
        return compression.TryUnpack(packed, unpacked) ? unpacked : null;
    }

    private FileCursor? Missing(TraceDamageId id, long at, string message)
    {
        contents.Add(id, Math.Max(at, 0), message);
        return null;
    }

    private long Size(ReadOnlySpan<byte> eight) => (long)Math.Min(contents.Order.U64(eight), long.MaxValue);
}
