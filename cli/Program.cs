using GangExitStream.Cli;
using GangExitStream.Kafka;

LibraryWithin.Offer();
return await App.RunAsync(args, AppIo.OfProcess());
