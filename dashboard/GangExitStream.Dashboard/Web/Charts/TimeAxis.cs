using System.Text.Json;
using GangExitStream.Dashboard.Fleet;

namespace GangExitStream.Dashboard.Web.Charts;

/// <summary>A time axis of bins of equal width. Times before the first bin are not on it.</summary>
internal sealed record TimeAxis(ClockKind Clock, long StartNs, long WidthNs, int Bins)
{
    /// <summary>The axis for window starts of one clock; null: there are none.</summary>
    public static TimeAxis? Of(ClockKind clock, IReadOnlyCollection<long> starts, long widthNs)
    {
        if (starts.Count == 0 || widthNs <= 0)
            return null;
        var (first, last) = (starts.Min(), starts.Max());
        var bins = (int)Int128.Min(FleetTimeline.MaxBins, ((Int128)last - first) / widthNs + 1);
        return new TimeAxis(clock, last - (bins - 1) * widthNs, widthNs, bins);
    }

    /// <summary>The bin of a time; negative: none.</summary>
    public int IndexOf(long ns) => ns < StartNs || ((Int128)ns - StartNs) / WidthNs >= Bins ? -1 : (int)((ns - StartNs) / WidthNs);

    /// <summary>The same interval with at most <paramref name="most"/> bins.</summary>
    public TimeAxis Coarser(int most)
    {
        var step = (Bins + most - 1) / most;
        return this with { WidthNs = WidthNs * step, Bins = (Bins + step - 1) / step };
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("bins", Bins);
        json.WriteNumber("binNs", (double)WidthNs);
        if (Clock == ClockKind.Wall)
            json.WriteNumber("wallMs", StartNs / 1e6);
        else
            json.WriteNumber("traceNs", (double)StartNs);
    }
}
