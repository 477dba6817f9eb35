using System.Diagnostics.Metrics;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>Listens to one meter. Readings with attributes are named <c>name{key=value}</c>.</summary>
internal sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _last = new(StringComparer.Ordinal);
    private readonly List<(string Name, double Value)> _recorded = [];

    public MeterReadings(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter)
                return;
            Instruments.Add(instrument.Name);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public List<string> Instruments { get; } = [];

    /// <summary>The last value of each.</summary>
    public Dictionary<string, double> Read()
    {
        _listener.RecordObservableInstruments();
        lock (_last)
            return new Dictionary<string, double>(_last, StringComparer.Ordinal);
    }

    /// <summary>All values of one.</summary>
    public List<double> Recorded(string name)
    {
        lock (_last)
            return [.. _recorded.Where(one => one.Name == name).Select(one => one.Value)];
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name}{{{tags[0].Key}={tags[0].Value}}}";
        lock (_last)
        {
            _last[name] = value;
            _recorded.Add((name, value));
        }
    }
}
