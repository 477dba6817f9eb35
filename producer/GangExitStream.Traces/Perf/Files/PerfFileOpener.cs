using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>
/// Reads the attrs and features of a file-mode perf.data into the session before the first sample is decoded. An unreadable part is added as damage,
/// and the other parts are still read.
/// </summary>
internal sealed class PerfFileOpener(Stream file, PerfFileHeader header, PerfSession session)
{
    /// <summary>Most bytes of ids, over all attrs: about 100 events on 8,192 CPUs. A forged file can point all its attrs at the same bytes.</summary>
    private const long MaxIdBytes = 8 << 20;

    private long _idBytesLeft = MaxIdBytes;

    /// <summary>The end of the last section that the header refers to. Another recording may begin there.</summary>
    public long End { get; private set; } = PerfFileHeader.Bytes;

    public void ReadAll()
    {
        ReadAttrs();
        NoteExtent(header.Data);
        if (header.Data.Size > 0) // 0: the recorder was killed before it wrote the features
            ReadFeatures();
    }

    /// <summary>Each entry is an attr followed by the section of its ids; attr_size is the size of both.</summary>
    private void ReadAttrs()
    {
        var size = header.AttrSize;
        NoteExtent(header.Attrs);
        if (size is < PerfAttr.MinBytes + PerfSection.Bytes or > PerfAttr.MaxBytes || header.Attrs.Size % size != 0)
        {
            Damage(TraceDamageId.BadHeader, 16, $"the header has an attr size of {size} bytes and {header.Attrs.Size} bytes of attrs, which contradict each other; no event can be read");
            return;
        }
        for (var at = header.Attrs.Offset; at < header.Attrs.Offset + header.Attrs.Size && session.HasRoom; at += size)
        {
            if (!ReadAttr(at, (int)size))
                return;
        }
    }

    private bool ReadAttr(long offset, int size)
    {
        var bytes = Section(new PerfSection(offset, size), PerfAttr.MaxBytes);
        if (bytes.Length < size)
        {
            Damage(TraceDamageId.Truncated, offset, "the file ends within the attrs");
            return false;
        }
        var ids = Section(PerfSection.Read(bytes.AsSpan(size - PerfSection.Bytes), header.Order), _idBytesLeft);
        _idBytesLeft -= ids.Length;
        session.AddAttr(PerfAttr.Read(bytes, header.Order), ids);
        return true;
    }

    /// <summary>After the data, the file has one section (offset, size) for each feature bit that is set, in the order of the bits.</summary>
    private void ReadFeatures()
    {
        var at = header.Data.Offset + header.Data.Size;
        for (var feature = 0; feature < 256; feature++)
        {
            if (!header.Has(feature))
                continue;
            if (!ReadFeature((PerfFeature)feature, at))
                return;
            at += PerfSection.Bytes;
        }
    }

    private bool ReadFeature(PerfFeature feature, long at)
    {
        var entry = Section(new PerfSection(at, PerfSection.Bytes), PerfSection.Bytes);
        if (entry.Length < PerfSection.Bytes)
        {
            Damage(TraceDamageId.Truncated, at, "the file ends before the table of features, which follows the data");
            return false;
        }
        var section = PerfSection.Read(entry, header.Order);
        NoteExtent(new PerfSection(at, PerfSection.Bytes));
        NoteExtent(section);
        if (feature == PerfFeature.TracingData)
            session.AddTracingData(Section(section, TracingData.MaxBytes), section.Offset);
        else if (PerfFeatures.IsRead(feature))
            session.AddFeature(feature, Section(section, PerfFeatures.MaxBytes));
        return true;
    }

    private void NoteExtent(PerfSection section) => End = Math.Max(End, section.Offset + section.Size);

    /// <summary>The bytes of a section, limited to the cap and to the bytes that the file really has.</summary>
    private byte[] Section(PerfSection section, long cap)
    {
        var size = Math.Min(Math.Min(section.Size, cap), file.Length - section.Offset);
        if (size <= 0)
            return [];
        var bytes = new byte[size];
        file.Position = section.Offset;
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is var read && read < bytes.Length ? bytes[..read] : bytes;
    }

    private void Damage(TraceDamageId id, long offset, string message) => session.AddDamage(new TraceDamage(id, offset, message));
}
