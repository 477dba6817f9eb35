using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace GangExitStream.Tests.Shared;

/// <summary>The time in the guest of each guest exit by another decoder, perf script's text, and the rule written once more. Its times are microseconds.</summary>
internal static partial class GuestEnterText
{
    /// <summary>The recording with kvm_guest_enter, among others.</summary>
    public const string Recording = "power8-2vm-smt2.all-kvm_hv.perf.data";

    private const string Text = "power8-2vm-smt2.all-kvm_hv.perf-script.txt.gz";

    /// <summary>The guest exits of each vcpu in their order: microseconds in the guest, or null.</summary>
    public static async Task<Dictionary<(int Tgid, int Vcpu), List<long?>>> ExitsAsync(CancellationToken cancel)
    {
        await using var packed = new GZipStream(File.OpenRead(RepoFiles.Trace(Text)), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        var (entered, exits) = (new Dictionary<(int, int), long>(), new Dictionary<(int, int), List<long?>>());
        foreach (Match line in Line().Matches(await reader.ReadToEndAsync(cancel)))
        {
            var vcpu = (Int(line, "pid"), Int(line, "vcpu"));
            var us = long.Parse(line.Groups["s"].Value + line.Groups["us"].Value, CultureInfo.InvariantCulture);
            if (line.Groups["event"].Value == "enter")
                entered[vcpu] = us;
            else
                (exits.TryGetValue(vcpu, out var list) ? list : exits[vcpu] = []).Add(entered.Remove(vcpu, out var since) ? us - since : null);
        }
        return exits;
    }

    /// <summary>Compares published guest exits with those of the text.</summary>
    public static void AssertSame(Dictionary<(int Tgid, int Vcpu), List<long?>> expected, IEnumerable<(KvmEvent Event, long? GuestNs)> items)
    {
        var actual = items.Where(item => item.Event.Kind == KvmEventKind.GuestExit).GroupBy(item => (item.Event.Tgid, item.Event.Vcpu)).ToDictionary(vcpu => vcpu.Key, vcpu => vcpu.Select(item => item.GuestNs).ToList());
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (vcpu, exits) in expected)
        {
            Assert.Equal(exits.Count, actual[vcpu].Count);
            foreach (var (us, ns) in exits.Zip(actual[vcpu]))
            {
                Assert.Equal(us is null, ns is null);
                Assert.InRange((ns / 1000) - us ?? 0, -1, 1);
            }
        }
    }

    private static int Int(Match line, string name) => int.Parse(line.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<pid>\d+)/\d+ .* (?<s>\d+)\.(?<us>\d{6}): +kvm_hv:kvm_guest_(?<event>exit|enter): VCPU (?<vcpu>\d+): ")]
    private static partial Regex Line();
}
