using System.CommandLine;
using GangExitStream.Tests.Chaos;
using GangExitStream.Tests.Chaos.Host;

// A processor that is told to stop commits what it has read.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = args is [FaultyProcess.Name, ..] ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(2) };
return await ChaosOptions.Command(static async options => await ChaosRun.ExecuteAsync(options, Console.Out)).Parse(args).InvokeAsync(configuration);
