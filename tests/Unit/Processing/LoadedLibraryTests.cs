using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Native;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>librdkafka's functions are called only in the loaded library, and only if its version is known.</summary>
public sealed class LoadedLibraryTests
{
    [Theory]
    [InlineData(0x020000ff, true)]
    [InlineData(0x021000ff, true)] // 2.16.0
    [InlineData(0x021002ff, true)]
    [InlineData(0x021100ff, false)] // 2.17.0: nobody has looked at it
    [InlineData(0x010902ff, false)]
    [InlineData(0x030000ff, false)]
    public void Only_versions_whose_structs_are_known_are_called(int version, bool isKnown) => Assert.Equal(isKnown, LoadedLibrary.IsKnown(version));

    [Fact]
    public void The_version_of_the_packages_is_known() => Assert.True(LoadedLibrary.IsKnown(Library.Version));

    [Theory]
    [InlineData(null, "/lib/libc.so.6")]
    [InlineData("/opt/gangexit/librdkafka.so", "/lib/libc.so.6", "/opt/gangexit/librdkafka.so", "/opt/gangexit/librdkafka.so")]
    [InlineData("/usr/lib/librdkafka.so.1", "/usr/lib/librdkafka.so.1", "/opt/rdkafka/libz.so")]
    [InlineData("/memfd:librdkafka (deleted)", "/memfd:librdkafka (deleted)")]
    [InlineData(null, "/usr/lib/librdkafka.so.1", "/opt/gangexit/librdkafka.so")] // whose are the handles?
    public void Of_two_loaded_libraries_none_is_used(string? expected, params string[] modules) => Assert.Equal(expected, LoadedLibrary.OnlyOne(modules));
}
