using CsCheck;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>Partitions are assigned, revoked and lost in random order while commits and restores fail.</summary>
public sealed class GroupMachineTests
{
    private const int Partitions = 3;

    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Frequency((4, Gen.Const(Happening.Publish)), (4, Gen.Const(Happening.Assign)), (9, Gen.Enum<Happening>())), Gen.Int[0, Partitions - 1], Gen.Int[1, 9],
        static (what, partition, count) => new Step(what, partition, count)).Array[1, 40];

    [Fact]
    public Task Every_record_is_processed_once_whatever_happens() => Steps.SampleAsync(
        static async steps =>
        {
            await using var machine = new GroupMachine(Partitions);
            foreach (var step in steps)
                machine.Take(step);
            machine.Finish();
        },
        iter: 60, threads: 1, print: static steps => string.Join(' ', steps));
}
