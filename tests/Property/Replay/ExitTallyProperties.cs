using CsCheck;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Tests.Property.Replay;

/// <summary>Guest exits by trap, counted as a dictionary counts them, whatever traps share a place.</summary>
public sealed class ExitTallyProperties
{
    // 0x100 and 0x380 share a place, 0x501 and 0xf20 as well.
    private static readonly int[] Named = [0x0, 0x100, 0x380, 0x500, 0x501, 0x980, 0xc00, 0xe00, 0xe40, 0xe80, 0xf20];

    private static readonly Gen<int> Trap = Gen.OneOf(Gen.Int[0, Named.Length - 1].Select(at => Named[at]), Gen.Int);

    [Fact]
    public void Counts_as_a_dictionary_does() => Trap.Array[0, 400].Array[1, 3].Sample(windows =>
    {
        var (tally, written) = (new ExitTally(), new TriggerCounts());
        foreach (var traps in windows)
        {
            tally.Clear();
            Array.ForEach(traps, trap => tally.Add(trap));
            tally.CopyTo(written);
            var expected = traps.Distinct().Take(256).ToDictionary(trap => TrapNames.Format(trap), trap => (long)traps.Count(other => other == trap));
            Assert.Equal(expected.OrderBy(pair => pair.Key), written.Items.ToArray().Select(item => KeyValuePair.Create(item.Trap, item.Count)).OrderBy(pair => pair.Key));
        }
    });
}
