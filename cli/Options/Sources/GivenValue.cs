using System.Runtime.InteropServices;

namespace GangExitStream.Cli.Options.Sources;

/// <summary>The kinds of sources of an option's value, in ascending priority.</summary>
internal enum Origin
{
    /// <summary>No source has a value.</summary>
    Default,

    /// <summary>The file of --config.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>The command line.</summary>
    Flag,
}

/// <summary>An option's value from one source.</summary>
/// <param name="Text">The value as on a command line; may be a secret.</param>
/// <param name="Origin">The kind of the source.</param>
/// <param name="Place">The source: the flag, the variable, or file and key.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GivenValue(string Text, Origin Origin, string Place)
{
    /// <summary>The place, without the text, which may be a secret.</summary>
    public override string ToString() => Place;
}
