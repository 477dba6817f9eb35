using System.Globalization;
using System.Text;
using OpenTelemetry.Metrics;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>
/// Formats metrics in Prometheus' text format (0.0.4), with names by OpenTelemetry's rules: dots become underscores, the unit is
/// appended, and <c>_total</c> for a counter.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Append(StringBuilder text, Metric metric)
    {
        var name = NameOf(metric);
        text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings(@"\n")).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(metric.MetricType)).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (metric.MetricType == MetricType.Histogram)
                AppendHistogram(text, name, in point);
            else
                AppendSample(text, name, Labels(in point), ValueOf(metric.MetricType, in point));
        }
    }

    private static string NameOf(Metric metric)
    {
        var name = new StringBuilder(metric.Name);
        for (var i = 0; i < name.Length; i++)
            name[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '_';
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!metric.Name.EndsWith(unit.TrimStart('_'), StringComparison.Ordinal))
            name.Append(unit);
        return name.Append(TypeOf(metric.MetricType) == "counter" ? "_total" : "").ToString();
    }

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static string ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => Text(point.GetSumLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Text(point.GetSumDouble()),
        MetricType.LongGauge => Text(point.GetGaugeLastValueLong()),
        _ => Text(point.GetGaugeLastValueDouble()),
    };

    private static void AppendHistogram(StringBuilder text, string name, in MetricPoint point)
    {
        var labels = Labels(in point);
        var upTo = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            upTo += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Text(bucket.ExplicitBound);
            AppendSample(text, name + "_bucket", [.. labels, $"le=\"{bound}\""], Text(upTo));
        }
        AppendSample(text, name + "_sum", labels, Text(point.GetHistogramSum()));
        AppendSample(text, name + "_count", labels, Text(point.GetHistogramCount()));
    }

    private static void AppendSample(StringBuilder text, string name, List<string> labels, string value)
    {
        text.Append(name);
        if (labels.Count > 0)
            text.Append('{').AppendJoin(',', labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static List<string> Labels(in MetricPoint point)
    {
        var labels = new List<string>();
        foreach (var (key, value) in point.Tags)
            labels.Add($"{key.Replace('.', '_')}=\"{Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"");
        return labels;
    }

    /// <summary>Escapes a label value.</summary>
    public static string Escape(string value) =>
        value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(@"\n");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
