namespace GangExitStream.Detection;

/// <summary>Whose rule decides what a gang exit is; docs/semantics.md has both.</summary>
public enum Attribution
{
    /// <summary>Cedes are counted per run: right, the default.</summary>
    Vcore,

    /// <summary>Cedes are counted per tgid, as the original script does: for comparison.</summary>
    Tgid,
}
