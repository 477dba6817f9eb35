using GangExitStream.Cli;

return await App.RunAsync(args, AppIo.OfProcess());
