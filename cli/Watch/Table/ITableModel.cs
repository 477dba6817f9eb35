using System.Runtime.InteropServices;
using Spectre.Console.Rendering;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>Keeps as many records as a table needs, and makes the table.</summary>
/// <typeparam name="T">The record.</typeparam>
internal interface ITableModel<T>
{
    /// <summary>What the header calls the records.</summary>
    string Title { get; }

    /// <summary>What the columns and marks mean that don't explain themselves, in the room beside the keys.</summary>
    string Legend(TableSize size);

    /// <summary>Its rows can be sorted.</summary>
    bool Sorts { get; }

    /// <summary>One record.</summary>
    void Add(in T item);

    /// <summary>The table that fits.</summary>
    /// <param name="size">The room.</param>
    /// <param name="keys">Its order, its beginning, its filter.</param>
    IRenderable Render(TableSize size, TableKeys keys);
}

/// <summary>The room for a table.</summary>
/// <param name="Width">Columns of characters.</param>
/// <param name="Rows">Records; the table's heading is not counted.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TableSize(int Width, int Rows)
{
    /// <summary>There is room for microseconds, sources and whole words.</summary>
    public bool IsWide => Width >= 110;

    /// <summary>There is room for dates, too.</summary>
    public bool HasDates => Width >= 150;
}
