using BenchmarkDotNet.Running;
using GangExitStream.Benchmarks.Kafka;
using GangExitStream.Benchmarks.Trace;

// make-trace [SOURCE] TARGET EVENTS makes a large trace; consume, latency and fleet serve the scripts beside this file;
// anything else is BenchmarkDotNet's (--filter '*Decode*', --list flat).
switch (args)
{
    case ["make-trace", .. var rest]:
        return MakeTraceCommand.Run(rest);
    case ["consume", .. var rest]:
        return ConsumeCommand.Run(rest);
    case ["latency", .. var rest]:
        return await LatencyCommand.RunAsync(rest);
    case ["fleet", .. var rest]:
        return FleetCommand.Run(rest);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(RepeatedTrace).Assembly).Run(args);
        return 0;
}
