namespace GangExitStream.Detection;

/// <summary>The rule itself, which both attributions share; they differ in whose cedes they count.</summary>
public static class GangRule
{
    /// <summary>More threads were in the guest than the one that had to leave: the others were forced out with it.</summary>
    public static bool IsGangExit(int nRunnable, long ceded) => nRunnable - ceded > 1;
}
