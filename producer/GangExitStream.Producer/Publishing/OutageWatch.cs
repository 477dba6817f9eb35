using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Producer.Publishing;

/// <summary>
/// Reports an outage of the broker once, and its end once. An outage: records wait for delivery, and either all connections are down for a
/// second or nothing has been delivered for <see cref="PublisherOptions.OutageTimeout"/>.
/// </summary>
internal sealed class OutageWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly InFlight _inFlight;
    private readonly TimeSpan _timeout;
    private readonly Action<string> _report;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Func<long>? _dropped;
    private readonly Lock _gate = new();
    private long _lastProgress; // timestamp of the last delivery, or of the last check without records in flight
    private string? _fault;
    private bool _allDown;
    private bool _isUnreachable;
    private long _droppedBefore;

    public OutageWatch(InFlight inFlight, TimeSpan timeout, Action<string> report, TimeProvider time, Func<long>? dropped = null)
    {
        (_inFlight, _timeout, _report, _time, _dropped) = (inFlight, timeout, report, time, dropped);
        _lastProgress = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Check(), null, Pause, Pause);
    }

    /// <summary>An outage was reported and has not ended.</summary>
    public bool IsUnreachable
    {
        get
        {
            lock (_gate)
                return _isUnreachable;
        }
    }

    /// <summary>Notes an error of the client as the possible cause of an outage.</summary>
    public void OnLogLine(KafkaLogLine line)
    {
        if (!line.Facility.StartsWith("Local_", StringComparison.Ordinal))
            return;
        lock (_gate)
        {
            if (line.Facility == nameof(ErrorCode.Local_AllBrokersDown))
                _allDown = true;
            else
                _fault = line.Text;
        }
    }

    /// <summary>A record was delivered: ends an outage.</summary>
    public void Delivered()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var away = _isUnreachable;
            var silence = _time.GetElapsedTime(_lastProgress, now);
            (_lastProgress, _allDown, _isUnreachable) = (now, false, false);
            if (away)
                _report(string.Create(CultureInfo.InvariantCulture, $"the broker is back after {silence.TotalSeconds:0.#} s, {Losses()}"));
        }
    }

    public void Dispose() => _timer.Dispose();

    private string Losses() => (_dropped?.Invoke() ?? 0) - _droppedBefore is > 0 and var dropped
        ? string.Create(CultureInfo.InvariantCulture, $"{dropped:N0} events were dropped meanwhile")
        : "nothing was lost";

    private void Check()
    {
        lock (_gate)
        {
            if (_inFlight.Records == 0)
                _lastProgress = _time.GetTimestamp();
            var silence = _time.GetElapsedTime(_lastProgress);
            if (_isUnreachable || silence < (_allDown ? Pause : _timeout))
                return;
            _isUnreachable = true;
            _droppedBefore = _dropped?.Invoke() ?? 0;
            _report($"no delivery to Kafka any more ({_fault ?? "no answer"}); waiting for the broker");
        }
    }
}
