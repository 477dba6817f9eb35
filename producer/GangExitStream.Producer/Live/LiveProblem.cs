namespace GangExitStream.Producer.Live;

/// <summary>An expected failure of live recording.</summary>
/// <param name="Id">The kind.</param>
/// <param name="Place">The command, or the file in tracefs.</param>
/// <param name="Message">The failure, with the recorder's own message.</param>
/// <param name="NextStep">The next step for the user.</param>
public sealed record LiveProblem(LiveProblemId Id, string Place, string Message, string NextStep)
{
    /// <summary>The problem as one line.</summary>
    public override string ToString() => $"GX{(int)Id} {Place}: {Message}. {NextStep}";
}
