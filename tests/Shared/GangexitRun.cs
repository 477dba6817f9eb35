using System.Text;
using System.Text.Json;
using GangExitStream.Cli;

namespace GangExitStream.Tests.Shared;

/// <summary>Runs gangexit within the test's process.</summary>
internal sealed record GangexitRun(int Code, string Output, string Error)
{
    public static Task<GangexitRun> Of(params string[] args) => OfStream(Stream.Null, args);

    public static async Task<GangexitRun> OfStream(Stream input, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var io = new AppIo { Output = output, Error = error, OpenInput = () => input };
        var code = await App.RunAsync(args, io);
        return new GangexitRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>The objects of the JSON lines.</summary>
    public IReadOnlyList<JsonElement> Objects =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
