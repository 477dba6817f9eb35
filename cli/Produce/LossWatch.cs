using System.Globalization;
using GangExitStream.Producer;
using GangExitStream.Producer.Live;

namespace GangExitStream.Cli.Produce;

/// <summary>Reports when a live run begins to lose events, their number while it continues, and the end.</summary>
internal sealed class LossWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;
    private readonly Loss[] _losses;

    public LossWatch(PublishTotals totals, Action<string> report, TimeProvider time)
    {
        _losses =
        [
            new Loss(static (number, since) => new LiveProblem(
                LiveProblemId.EventsDropped, "kvm-hv-events", $"Kafka doesn't take events in time: {number} dropped, the oldest first{since}",
                "Look at the brokers and this host's network; the windows concerned have lost and uncertain_runs").ToString(),
                "dropped", () => totals.Dropped, report, time),
            new Loss(static (number, since) => new LiveProblem(
                LiveProblemId.EventsLost, "recorder", $"its buffers ran over: {number} lost{since}",
                "Give it larger ones (--buffer-size-kb; perf: -m in --live-command), and this process more CPU").ToString(),
                "lost by the recorder", () => totals.Lost, report, time),
        ];
        _timer = time.CreateTimer(_ => Check(), null, Pause, Pause);
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        lock (_losses) // a slow log may delay a check beyond the next one
        {
            foreach (var loss in _losses)
                loss.Check();
        }
    }

    /// <summary>One kind of loss.</summary>
    private sealed class Loss(Func<string, string, string> problem, string what, Func<long> total, Action<string> report, TimeProvider time)
    {
        private static readonly TimeSpan Reminder = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

        private (long Number, long At) _last; // the last growth
        private (long Number, long At) _begin; // before the current losses
        private long _reportedAt;
        private bool _isOngoing;

        public void Check()
        {
            var (number, now) = (total(), time.GetTimestamp());
            if (number > _last.Number)
                Grown(number, now);
            else if (_isOngoing && time.GetElapsedTime(_last.At, now) >= Quiet)
                Over();
        }

        private void Grown(long number, long now)
        {
            if (!_isOngoing)
                (_begin, _reportedAt) = ((_last.Number, now), now);
            var isFirst = !_isOngoing;
            (_last, _isOngoing) = ((number, now), true);
            if (isFirst)
                report(problem(Events(number - _begin.Number), ""));
            else if (time.GetElapsedTime(_reportedAt, now) >= Reminder)
                report(problem(Events(number - _begin.Number), Since(_reportedAt = now)));
        }

        private void Over()
        {
            _isOngoing = false;
            report(string.Create(CultureInfo.InvariantCulture, $"no more events are {what}: {_last.Number - _begin.Number:N0} were{Since(_last.At)}"));
        }

        private string Since(long until) => string.Create(CultureInfo.InvariantCulture, $" in {Math.Max(time.GetElapsedTime(_begin.At, until).TotalSeconds, 1):0} s");

        private static string Events(long number) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} events");
    }
}
