namespace GangExitStream.Tests.Chaos.Check;

/// <summary>A trace that was published to its end under a host and a source.</summary>
internal sealed record Published(string Trace, string Host, string Source);
