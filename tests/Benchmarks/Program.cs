using BenchmarkDotNet.Running;
using GangExitStream.Benchmarks;

// make-trace [SOURCE] TARGET EVENTS makes a large trace; anything else is BenchmarkDotNet's (--filter '*Decode*', --list flat).
if (args is not ["make-trace", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(RepeatedTrace).Assembly).Run(args);
    return 0;
}
return MakeTraceCommand.Run(rest);
