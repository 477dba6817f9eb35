namespace GangExitStream.Cli.Report.Table;

/// <summary>Text styles of terminals; the values are parameters of ECMA-48's SGR.</summary>
internal enum TextStyle
{
    Plain = 0,
    Bold = 1,
    Dim = 2,
    Yellow = 33,
    Cyan = 36,
}
