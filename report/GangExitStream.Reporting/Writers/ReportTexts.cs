namespace GangExitStream.Reporting.Writers;

/// <summary>What is said in the same words in more than one place.</summary>
internal static class ReportTexts
{
    public const string NotApplicable = "gang exits don't apply: guest exits, but never a kvmppc_run_core; "
        + "POWER9 and later run each vcpu on its own. On a POWER8, record kvm_hv:kvmppc_run_core, too";
}
