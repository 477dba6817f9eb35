using GangExitStream.Tests.Chaos;

return await ChaosOptions.Command(static async options => await ChaosRun.ExecuteAsync(options, Console.Out)).Parse(args).InvokeAsync();
