namespace GangExitStream.Detection;

/// <summary>The gang exit rule of both attributions, which differ in the cedes they count.</summary>
public static class GangRule
{
    /// <summary>Whether other threads were in the guest besides the one that had to leave: they were forced out with it.</summary>
    public static bool IsGangExit(int nRunnable, long ceded) => nRunnable - ceded > 1;
}
