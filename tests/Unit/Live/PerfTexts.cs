namespace GangExitStream.Tests.Unit.Live;

/// <summary>Error messages of perf 6.1, copied literally.</summary>
internal static class PerfTexts
{
    public const string NoSuchEvent = """
        event syntax error: 'kvm_hv:nope'
                             \___ unknown tracepoint

        Error:	File /sys/kernel/tracing/events/kvm_hv/nope not found.
        Hint:	Perhaps this kernel misses some CONFIG_ setting to enable this feature?.

        Run 'perf list' for a list of valid events

         Usage: perf record [<options>] [<command>]
            or: perf record [<options>] -- <command> [<options>]

            -e, --event <event>   event selector. use 'perf list' to list available events
        """;

    public const string NotPermitted = """
        event syntax error: 'sched:sched_switch'
                             \___ can't access trace events

        Error:	No permissions to read /sys/kernel/tracing/events/sched/sched_switch
        Hint:	Try 'sudo mount -o remount,mode=755 /sys/kernel/tracing/'

        Run 'perf list' for a list of valid events

         Usage: perf record [<options>] [<command>]
        """;

    public const string BadOption = """
          Error: unknown option `nosuch'

         Usage: perf record [<options>] [<command>]
            or: perf record [<options>] -- <command> [<options>]
        """;

    public const string Done = """
        [ perf record: Woken up 21 times to write data ]
        [ perf record: Captured and wrote 0.000 MB - ]
        """;
}
