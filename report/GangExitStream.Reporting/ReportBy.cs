namespace GangExitStream.Reporting;

/// <summary>The kind of the rows.</summary>
public enum ReportBy
{
    /// <summary>A VM.</summary>
    Vm,

    /// <summary>A virtual core of a VM.</summary>
    Vcore,

    /// <summary>A trap; in csv a trap of each VM.</summary>
    Trap,

    /// <summary>An interval of time.</summary>
    Time,

    /// <summary>A CPU of the host.</summary>
    Cpu,

    /// <summary>The reason of guest exits: a trap or an hcall.</summary>
    Exit,
}
