using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Producer.Publishing;

/// <summary>
/// Reports an outage of the broker once, with its cause, and its end once. An outage: records wait for delivery, and either all connections are
/// down for a second or nothing has been delivered for a time-out. A login or TLS that brokers refuse later is reported as well.
/// </summary>
/// <param name="inFlight">The records that wait.</param>
/// <param name="timeout">The time-out: <see cref="PublisherOptions.OutageTimeout"/>.</param>
/// <param name="bootstrapServers">The brokers.</param>
/// <param name="report">Receives the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class OutageWatch(InFlight inFlight, TimeSpan timeout, string bootstrapServers, Action<string> report, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly RefusalWatch _refusal = new(bootstrapServers);
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _lastProgress; // timestamp of the last delivery, or of the last check without records in flight
    private string? _fault;
    private bool _allDown;
    private bool _isUnreachable;
    private KafkaProblemId? _reported; // the cause, when it is known
    private long _droppedBefore;

    /// <summary>The number of events dropped so far; null: none are dropped.</summary>
    public Func<long>? Dropped { get; init; }

    /// <summary>Asks brokers that are connected why they take nothing; null: not known.</summary>
    public Func<Task<KafkaProblem?>> Inquiry { get; init; } = static () => Task.FromResult<KafkaProblem?>(null);

    /// <summary>An outage was reported and has not ended.</summary>
    public bool IsUnreachable
    {
        get
        {
            lock (_gate)
                return _isUnreachable;
        }
    }

    /// <summary>Begins to watch.</summary>
    public OutageWatch Started()
    {
        _lastProgress = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Check(), null, Pause, Pause);
        return this;
    }

    /// <summary>Notes an error of the client as the possible cause of an outage.</summary>
    public void OnLogLine(KafkaLogLine line)
    {
        if (!line.Facility.StartsWith("Local_", StringComparison.Ordinal))
            return;
        _refusal.OnLogLine(line);
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
            var now = time.GetTimestamp();
            var away = _reported is not null;
            var silence = time.GetElapsedTime(_lastProgress, now);
            (_lastProgress, _allDown, _isUnreachable, _reported, _fault) = (now, false, false, null, null);
            if (!away)
                return;
            _refusal.Answered();
            report(string.Create(CultureInfo.InvariantCulture, $"the broker is back after {silence.TotalSeconds:0.#} s, {Losses()}"));
        }
    }

    public void Dispose() => _timer?.Dispose();

    private string Losses() => (Dropped?.Invoke() ?? 0) - _droppedBefore is > 0 and var dropped
        ? string.Create(CultureInfo.InvariantCulture, $"{dropped:N0} events were dropped meanwhile")
        : "nothing was lost";

    private void Check()
    {
        var isConnected = false;
        lock (_gate)
        {
            if (inFlight.Records == 0)
                _lastProgress = time.GetTimestamp();
            var silence = time.GetElapsedTime(_lastProgress);
            if (silence < (_allDown ? Pause : timeout))
                return;
            if (_isUnreachable)
            {
                ReportLateRefusal();
                return;
            }
            _isUnreachable = true;
            _droppedBefore = Dropped?.Invoke() ?? 0;
            isConnected = !_allDown && _refusal.Suspected is null;
            if (!isConnected)
                Report(_refusal.Suspected ?? Unreachable());
        }
        if (isConnected)
            _ = InquireAsync();
    }

    private void ReportLateRefusal()
    {
        if (_refusal.Suspected is { } refused && _reported is { } reported && reported != refused.Id)
            Report(refused);
    }

    private async Task InquireAsync()
    {
        var found = await Inquiry();
        lock (_gate)
        {
            if (_isUnreachable)
                Report(found ?? Unreachable());
        }
    }

    private KafkaProblem Unreachable() => new(
        KafkaProblemId.BrokerUnreachable,
        bootstrapServers,
        _fault ?? "brokers answer, and acknowledge nothing",
        _fault is null ? "See the brokers' logs, and their quotas for this user and client.id" : AdminFaults.NextAfter(_fault, bootstrapServers));

    private void Report(KafkaProblem problem)
    {
        _reported = problem.Id;
        report($"no delivery to Kafka any more: {problem}. Waiting for it");
    }
}
