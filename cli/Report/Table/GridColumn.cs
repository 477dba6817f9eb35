namespace GangExitStream.Cli.Report.Table;

/// <summary>A column of a <see cref="Grid"/>.</summary>
/// <param name="Header">Its name.</param>
/// <param name="DropOrder">Order in which columns are left out on a narrow terminal, lowest first; 0: never.</param>
/// <param name="Left">Whether it is aligned left, for text; otherwise right, for numbers.</param>
/// <param name="Style">Style of its cells.</param>
internal sealed record GridColumn(string Header, int DropOrder = 0, bool Left = false, TextStyle Style = TextStyle.Plain);
