namespace GangExitStream.Cli.Report.Table;

/// <summary>A column of a <see cref="Grid"/>.</summary>
/// <param name="Header">Its name.</param>
/// <param name="DropOrder">Left out where the terminal is too narrow, the lowest first; 0: never.</param>
/// <param name="Left">Text; numbers stand to the right.</param>
/// <param name="Style">Of its cells.</param>
internal sealed record GridColumn(string Header, int DropOrder = 0, bool Left = false, TextStyle Style = TextStyle.Plain);
