using GangExitStream.Producer;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class SourceTests
{
    private static readonly byte[] Pipe = File.ReadAllBytes(RepoFiles.Trace("pipe.perf.data"));

    [Fact]
    public void A_file_has_the_same_source_under_every_name_and_another_with_another_content()
    {
        var path = RepoFiles.Trace("small.perf.data");
        var bytes = File.ReadAllBytes(path);
        var ofPath = Identify(OpenTrace.OfPath(path, TraceOptions.Default));
        Assert.Matches("^sha256-[0-9a-f]{12}$", ofPath.Source);
        Assert.Equal(ofPath, Identify(OpenTrace.OfStream(new MemoryStream(bytes), TraceOptions.Default)));
        bytes[^1] ^= 1;
        Assert.NotEqual(ofPath.Source, Identify(OpenTrace.OfStream(new MemoryStream(bytes), TraceOptions.Default)).Source);
        Assert.NotEqual(ofPath.Source, Identify(OpenTrace.OfStream(new MemoryStream([.. bytes, 0]), TraceOptions.Default)).Source);
    }

    [Theory]
    [InlineData("pipe.perf.data")]
    [InlineData("tiny.perf-script.txt")]
    [InlineData("tiny.ftrace.txt")]
    public void A_stream_has_the_same_source_however_it_arrives(string name)
    {
        var bytes = File.ReadAllBytes(RepoFiles.Trace(name));
        var sources = new[] { 1, 7, 1000, 1 << 20 }.Select(step => Identify(OpenTrace.OfStream(new PieceStream(bytes, step), TraceOptions.Default)).Source);
        Assert.Single(sources.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void A_stream_that_differs_in_its_first_event_has_another_source()
    {
        var text = File.ReadAllText(RepoFiles.Trace("tiny.ftrace.txt"));
        var first = text.IndexOf("runnable=", StringComparison.Ordinal) + "runnable=".Length;
        var other = text[..first] + (text[first] == '1' ? '2' : '1') + text[(first + 1)..];
        Assert.NotEqual(OfText(text).Source, OfText(other).Source);

        static SourceIdentity OfText(string text) =>
            Identify(OpenTrace.OfStream(new PieceStream(System.Text.Encoding.UTF8.GetBytes(text), 4096), TraceOptions.Default));
    }

    [Fact]
    public void The_users_names_take_precedence()
    {
        var options = new IdentityOptions { Host = "h", Source = "s" };
        var identity = Identify(OpenTrace.OfStream(new MemoryStream(Pipe), TraceOptions.Default), options);
        Assert.Equal(("h", "s"), (identity.Host, identity.Source));
    }

    [Fact]
    public void The_host_is_the_traces_own_or_unknown_where_it_does_not_tell()
    {
        var path = RepoFiles.Trace("small.perf.data");
        Assert.Equal(TraceReading.ReadAll(TraceFile.Open(path)).Info.Host, Identify(OpenTrace.OfPath(path, TraceOptions.Default)).Host);
        Assert.Equal("unknown", Identify(OpenTrace.OfPath(RepoFiles.Trace("tiny.ftrace.txt"), TraceOptions.Default)).Host);
    }

    [Fact]
    public void A_slash_in_a_header_is_in_no_hosts_name_since_keys_have_one_behind_it()
    {
        var bytes = File.ReadAllBytes(RepoFiles.Trace("small.perf.data"));
        var host = TraceReading.ReadAll(TraceFile.Open(new MemoryStream(bytes))).Info.Host!;
        bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(host + '\0')) + 1] = (byte)'/';
        Assert.Equal($"{host[0]}_{host[2..]}", Identify(OpenTrace.OfStream(new MemoryStream(bytes), TraceOptions.Default)).Host);
    }

    [Fact]
    public void The_time_of_recording_gives_the_wall_clock_where_the_trace_has_none()
    {
        var options = new IdentityOptions { RecordedAt = DateTimeOffset.UnixEpoch.AddSeconds(100) };
        using var trace = OpenTrace.OfPath(RepoFiles.Trace("tiny.ftrace.txt"), TraceOptions.Default);
        var first = First(trace);
        Assert.Equal(100_000_000_000, first.TimeNs + options.For(trace, first).WallClockOffsetNs);
        Assert.Null(new IdentityOptions().For(trace, first).WallClockOffsetNs);
    }

    [Fact]
    public void An_input_that_cannot_be_opened_has_the_reason_in_its_summary()
    {
        using var missing = OpenTrace.OfPath("/no/such/file", TraceOptions.Default);
        Assert.Equal(TraceDamageId.Io, Assert.Single(missing.Reader.Summary.Damage).Id);
        using var folder = OpenTrace.OfPath(Path.GetTempPath(), TraceOptions.Default);
        Assert.Contains("directory", Assert.Single(folder.Reader.Summary.Damage).Message, StringComparison.Ordinal);
    }

    private static SourceIdentity Identify(OpenTrace trace, IdentityOptions? options = null)
    {
        using (trace)
            return (options ?? new IdentityOptions()).For(trace, First(trace));
    }

    private static KvmEvent First(OpenTrace trace)
    {
        var events = new KvmEvent[1];
        Assert.Equal(1, trace.Reader.Read(events));
        return events[0];
    }
}
