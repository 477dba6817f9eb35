using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options;

/// <summary>Reads an http or https address.</summary>
internal static class HttpUrl
{
    public static Uri? Parse(ArgumentResult result)
    {
        // The text isn't repeated: user:password@ may be in it.
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError("The schema registry's address must be an http:// or https:// URL.");
        return null;
    }
}
