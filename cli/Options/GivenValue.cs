using System.Runtime.InteropServices;

namespace GangExitStream.Cli.Options;

/// <summary>What gave an option its value, the weakest first: a later one wins.</summary>
internal enum Origin
{
    /// <summary>Nothing did.</summary>
    Default,

    /// <summary>The file of --config.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>The command line.</summary>
    Flag,
}

/// <summary>An option's value as it was given.</summary>
/// <param name="Text">As a command line would have it; may be a secret.</param>
/// <param name="Origin">What kind of source.</param>
/// <param name="Place">Its name: the flag, the variable, file and key.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GivenValue(string Text, Origin Origin, string Place)
{
    /// <summary>Without the text: it may be secret.</summary>
    public override string ToString() => Place;
}
