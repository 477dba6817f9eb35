namespace GangExitStream.Cli.Report.Table;

/// <summary>How a terminal shows text; the numbers are those of ECMA-48's SGR.</summary>
internal enum TextStyle
{
    Plain = 0,
    Bold = 1,
    Dim = 2,
    Yellow = 33,
    Cyan = 36,
}
