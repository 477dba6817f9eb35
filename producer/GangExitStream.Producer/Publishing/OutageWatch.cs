using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Producer.Publishing;

/// <summary>
/// Says once that the broker is away, and once that it is back. Away: something waits for delivery and either every
/// connection is down or nothing has been delivered for long.
/// </summary>
internal sealed class OutageWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly InFlight _inFlight;
    private readonly TimeSpan _patience;
    private readonly Action<string> _say;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Func<long>? _dropped;
    private readonly Lock _gate = new();
    private long _lastSign; // of life: a delivery, or nothing to deliver
    private string? _fault;
    private bool _allDown;
    private bool _away;
    private long _droppedBefore;

    public OutageWatch(InFlight inFlight, TimeSpan patience, Action<string> say, TimeProvider time, Func<long>? dropped = null)
    {
        (_inFlight, _patience, _say, _time, _dropped) = (inFlight, patience, say, time, dropped);
        _lastSign = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, Pause, Pause);
    }

    /// <summary>Deliveries don't come any more.</summary>
    public bool IsAway
    {
        get
        {
            lock (_gate)
                return _away;
        }
    }

    /// <summary>The client says something: it may be why.</summary>
    public void Heard(KafkaLogLine line)
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

    /// <summary>A record is in Kafka.</summary>
    public void Delivered()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var away = _away;
            var silence = _time.GetElapsedTime(_lastSign, now);
            (_lastSign, _allDown, _away) = (now, false, false);
            if (away)
                _say(string.Create(CultureInfo.InvariantCulture, $"the broker is back after {silence.TotalSeconds:0.#} s, {Losses()}"));
        }
    }

    public void Dispose() => _timer.Dispose();

    private string Losses() => (_dropped?.Invoke() ?? 0) - _droppedBefore is > 0 and var dropped
        ? string.Create(CultureInfo.InvariantCulture, $"{dropped:N0} events were dropped meanwhile")
        : "nothing was lost";

    private void Look()
    {
        lock (_gate)
        {
            if (_inFlight.Records == 0)
                _lastSign = _time.GetTimestamp();
            var silence = _time.GetElapsedTime(_lastSign);
            if (_away || silence < (_allDown ? Pause : _patience))
                return;
            _away = true;
            _droppedBefore = _dropped?.Invoke() ?? 0;
            _say($"no delivery to Kafka any more ({_fault ?? "no answer"}); waiting for the broker");
        }
    }
}
