using Steadytrace.Cluster.Fleet;
using Steadytrace.Output;

namespace Steadytrace.Hosting.Reports;

/// <summary>Prints tables of what is counted to standard output, while <c>up</c> runs.</summary>
internal sealed partial class UpReport(IFleet fleet, ReportOptions options, TimeProvider time, ILogger<UpReport> log, bool json) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Enough for several sources' intervals of some minutes.</summary>
    private const int IntervalsAsked = 100;

    private readonly ReportPage _page = new(Tables.Screen(), options.Top);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var schedule = new ReportSchedule(ProcessStart.Time(time), options.FirstWithin);
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await LookAsync(schedule, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is TimeoutException or FleetRequestException || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                // The actors are busy, or not up yet: the next look is half a second away.
                LogUnanswered(exception.Message);
            }
        }
    }

    private async Task LookAsync(ReportSchedule schedule, CancellationToken cancellation)
    {
        var intervals = await fleet.IntervalsAsync(IntervalsAsked, cancellation).ConfigureAwait(false);
        var items = schedule.Next(time.GetUtcNow(), intervals);
        if (items.Count == 0) return;
        if (json)
        {
            foreach (var interval in items.SelectMany(item => item.Intervals)) Json.PrintLine(interval, ReportJson.Default.IntervalView);
            return;
        }

        var view = await fleet.ViewAsync(cancellation).ConfigureAwait(false);
        foreach (var item in items) _page.Print(item, view, time.GetUtcNow());
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Debug, Message = "The fleet did not answer the report: {Reason}")]
    private partial void LogUnanswered(string reason);
}
