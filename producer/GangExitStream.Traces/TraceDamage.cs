using System.Runtime.InteropServices;

namespace GangExitStream.Traces;

/// <summary>One damage: its id, its byte offset in the file or stream (for text, of the line's start), and a description.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TraceDamage(TraceDamageId Id, long Offset, string Message)
{
    /// <summary>The id as shown to users, for example GX1003.</summary>
    public string Code => $"GX{(int)Id}";

    /// <inheritdoc/>
    public override string ToString() => IsOfWholeTrace ? $"{Code}: {Message}" : $"{Code} at offset {Offset}: {Message}";

    private bool IsOfWholeTrace => Offset == 0 && (Id is TraceDamageId.Empty or TraceDamageId.UnknownForm or TraceDamageId.NoEvents or TraceDamageId.Io
        or TraceDamageId.NotEveryEvent or TraceDamageId.MissingGuestExits or TraceDamageId.MissingRunCores or TraceDamageId.OneCpu or TraceDamageId.TooManyVms);
}
