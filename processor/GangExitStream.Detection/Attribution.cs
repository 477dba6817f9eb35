namespace GangExitStream.Detection;

/// <summary>The rule that decides which runs are gang exits. docs/semantics.md describes both.</summary>
public enum Attribution
{
    /// <summary>Cedes are counted per run. This is correct, and the default.</summary>
    Vcore,

    /// <summary>Cedes are counted per tgid, as the original script does; for comparison with it.</summary>
    Tgid,
}
