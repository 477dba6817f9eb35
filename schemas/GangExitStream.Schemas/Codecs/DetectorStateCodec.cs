using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.State;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Handwritten codec of DetectorState.avsc.</summary>
public static class DetectorStateCodec
{
    /// <summary>Appends a state.</summary>
    public static AvroError Encode(DetectorState state, AvroBuffer buffer)
    {
        var writer = new AvroWriter(buffer);
        Write(state, ref writer);
        return writer.Finish();
    }

    /// <summary>Writes a state, in the schema's order.</summary>
    public static void Write(DetectorState state, ref AvroWriter writer)
    {
        WriteScalars(state, ref writer);
        WriteRunners(state.Runners.AsSpan(0, state.RunnerCount), ref writer);
        WriteWindows(state.Windows, ref writer);
        writer.WriteLong(state.LateEvents);
        writer.WriteLong(state.Duplicates);
        writer.WriteLong(state.Gaps);
        writer.WriteLong(state.UnattributedExits);
        writer.WriteLong(state.StrideLeast);
        writer.WriteLong(state.StrideMost);
        WriteVcpus(state.Vcpus.AsSpan(0, state.VcpuCount), ref writer);
        writer.WriteNullable(state.Vm);
    }

    /// <summary>Reads the body of a state. After an error, <paramref name="state"/> has the fields that were read.</summary>
    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out DetectorState state)
    {
        var reader = new AvroReader(body);
        state = ReadScalars(ref reader, strings);
        ReadRunners(ref reader, state);
        ReadWindows(ref reader, strings, state);
        state.LateEvents = reader.ReadLong();
        state.Duplicates = reader.ReadLong();
        state.Gaps = reader.ReadLong();
        state.UnattributedExits = reader.ReadLong();
        state.StrideLeast = reader.ReadInt();
        state.StrideMost = reader.ReadInt();
        ReadVcpus(ref reader, state);
        state.Vm = reader.ReadNullableString(strings);
        return reader.Finish();
    }

    private static void WriteScalars(DetectorState state, ref AvroWriter writer)
    {
        writer.WriteString(state.Host);
        writer.WriteString(state.Source);
        writer.WriteLong(state.Tgid);
        writer.WriteLong(state.NextSequence);
        writer.WriteBoolean(state.Ended);
        writer.WriteBoolean(state.HasRunCore);
        writer.WriteBoolean(state.HasEntered);
        writer.WriteLong(state.CedesPerTgid);
        writer.WriteLong(state.LastTimeNs);
        writer.WriteLong(state.LastSeenWallMs);
        writer.WriteNullable(state.WallClockOffsetNs);
    }

    private static DetectorState ReadScalars(ref AvroReader reader, Utf8StringCache strings) => new()
    {
        Host = reader.ReadString(strings),
        Source = reader.ReadString(strings),
        Tgid = reader.ReadInt(),
        NextSequence = reader.ReadLong(),
        Ended = reader.ReadBoolean(),
        HasRunCore = reader.ReadBoolean(),
        HasEntered = reader.ReadBoolean(),
        CedesPerTgid = reader.ReadInt(),
        LastTimeNs = reader.ReadLong(),
        LastSeenWallMs = reader.ReadLong(),
        WallClockOffsetNs = reader.ReadNullableLong(),
    };

    private static void WriteRunners(ReadOnlySpan<RunnerState> runners, ref AvroWriter writer)
    {
        writer.WriteBlockStart(runners.Length);
        foreach (ref readonly var runner in runners)
            RunnerStateCodec.Write(in runner, ref writer);
        writer.WriteBlockEnd();
    }

    private static void WriteWindows(List<WindowState> windows, ref AvroWriter writer)
    {
        writer.WriteBlockStart(windows.Count);
        foreach (var window in windows)
            WindowStateCodec.Write(window, ref writer);
        writer.WriteBlockEnd();
    }

    private static void ReadRunners(ref AvroReader reader, DetectorState state)
    {
        while (reader.ReadBlockCount(RunnerStateCodec.MinBytes) is var count and > 0)
        {
            if (count > DetectorState.MaxItems - state.RunnerCount)
                reader.Fail(AvroErrorId.TooLarge, reader.Position);
            else
                ReadRunners(ref reader, state, count);
        }
    }

    private static void ReadRunners(ref AvroReader reader, DetectorState state, int count)
    {
        var runners = state.Runners = WithRoom(state.Runners, state.RunnerCount, count);
        for (var i = 0; i < count; i++)
            runners[state.RunnerCount++] = RunnerStateCodec.Read(ref reader);
    }

    private static void WriteVcpus(ReadOnlySpan<VcpuState> vcpus, ref AvroWriter writer)
    {
        writer.WriteBlockStart(vcpus.Length);
        foreach (ref readonly var vcpu in vcpus)
            VcpuStateCodec.Write(in vcpu, ref writer);
        writer.WriteBlockEnd();
    }

    private static void ReadVcpus(ref AvroReader reader, DetectorState state)
    {
        while (reader.ReadBlockCount(VcpuStateCodec.MinBytes) is var count and > 0)
        {
            if (count > DetectorState.MaxItems - state.VcpuCount)
                reader.Fail(AvroErrorId.TooLarge, reader.Position);
            else
                ReadVcpus(ref reader, state, count);
        }
    }

    private static void ReadVcpus(ref AvroReader reader, DetectorState state, int count)
    {
        var vcpus = state.Vcpus = WithRoom(state.Vcpus, state.VcpuCount, count);
        for (var i = 0; i < count; i++)
            vcpus[state.VcpuCount++] = VcpuStateCodec.Read(ref reader);
    }

    private static T[] WithRoom<T>(T[] items, int used, int more)
    {
        if (more > items.Length - used)
            Array.Resize(ref items, Math.Max(used + more, 2 * items.Length));
        return items;
    }

    private static void ReadWindows(ref AvroReader reader, Utf8StringCache strings, DetectorState state)
    {
        while (reader.ReadBlockCount(WindowStateCodec.MinBytes) is var count and > 0)
        {
            if (count > DetectorState.MaxItems - state.Windows.Count)
                reader.Fail(AvroErrorId.TooLarge, reader.Position);
            for (var i = 0; i < count && !reader.Failed; i++)
                state.Windows.Add(WindowStateCodec.Read(ref reader, strings));
        }
    }
}
