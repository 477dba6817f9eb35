namespace GangExitStream.Tests.Unit.Demo;

/// <summary>Captures standard error; a test can wait for its first line.</summary>
internal sealed class FirstLine : StringWriter
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Line => _line.Task;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        _line.TrySetResult(value ?? "");
    }
}
