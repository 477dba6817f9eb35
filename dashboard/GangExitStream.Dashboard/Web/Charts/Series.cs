using System.Text.Json;

namespace GangExitStream.Dashboard.Web.Charts;

/// <summary>Sums of windows of any VMs by the bins of an axis.</summary>
internal sealed class Series(TimeAxis axis)
{
    private readonly long[] _gang = new long[axis.Bins];
    private readonly long[] _runs = new long[axis.Bins];
    private readonly long[] _forced = new long[axis.Bins];
    private readonly long[] _guest = new long[axis.Bins];
    private readonly long[] _exits = new long[axis.Bins];
    private readonly long[] _lost = new long[axis.Bins];

    public void Add(in GangExitCount window)
    {
        if (window.Clock == axis.Clock)
            Add(window.WindowStartNs, window.Counts, window.Exits.Total);
    }

    public void Add(long startNs, in RunCounts counts, long guestExits)
    {
        if (axis.IndexOf(startNs) is not (var bin and >= 0))
            return;
        _gang[bin] += counts.GangExits;
        _runs[bin] += counts.Runs;
        _forced[bin] += counts.ForcedOutNs;
        _guest[bin] += counts.GuestThreadNs;
        _exits[bin] += guestExits;
        _lost[bin] += counts.Lost;
    }

    public void Write(Utf8JsonWriter json)
    {
        WriteBins(json, "gang", _gang);
        WriteBins(json, "runs", _runs);
        WriteBins(json, "forced", _forced);
        WriteBins(json, "guest", _guest);
        WriteBins(json, "exits", _exits);
        WriteBins(json, "lost", _lost);
    }

    /// <summary>Writes values of a heat map: lost share, or guest exits per second if that doesn't apply; null: nothing was counted.</summary>
    public void WriteHeat(Utf8JsonWriter json, bool share)
    {
        json.WriteStartArray("values");
        for (var bin = 0; bin < axis.Bins; bin++)
        {
            var all = (double)_forced[bin] + _guest[bin];
            if (share ? all > 0 : _exits[bin] > 0)
                json.WriteNumberValue(Math.Round(share ? _forced[bin] / all : _exits[bin] / (axis.WidthNs / 1e9), 5));
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    public static void WriteBins(Utf8JsonWriter json, string name, long[] bins)
    {
        json.WriteStartArray(name);
        foreach (var value in bins)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
