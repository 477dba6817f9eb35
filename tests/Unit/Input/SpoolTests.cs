using GangExitStream.Tests.Shared;
using GangExitStream.Traces.Input;

namespace GangExitStream.Tests.Unit.Input;

/// <summary>The temporary copy of a stream that can't seek.</summary>
public sealed class SpoolTests
{
    [Fact]
    public void Nothing_of_it_stays_behind_however_the_process_ends()
    {
        using var file = Spool.ToTemporaryFile(new UnseekableStream([3, 4, 5]), [1, 2]);
        Assert.Equal(OperatingSystem.IsWindows(), File.Exists(file.Name));
        var bytes = new byte[5];
        file.Position = 0;
        file.ReadExactly(bytes);
        Assert.Equal([1, 2, 3, 4, 5], bytes);
    }
}
