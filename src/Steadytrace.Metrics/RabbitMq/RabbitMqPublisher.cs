using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>Publishes a datacenter's metrics to RabbitMQ: one publisher at a time, every message confirmed, nothing let go that no queue took.</summary>
/// <remarks>
/// Nothing is repeated here. When a batch fails, the connection is gone; whoever owns the publisher calls <see cref="ConnectAsync"/> again, with
/// growing distances, and sends the batch again. Publishing a batch twice has one effect: consumers keep the last value per name and timestamp.
/// </remarks>
public sealed partial class RabbitMqPublisher : IMetricPublisher
{
    private readonly RabbitMqOptions _options;
    private readonly string _datacenter;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private PublishLink? _link;
    private Task _asserting = Task.CompletedTask;

    /// <summary>Makes a publisher that is not connected yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names each problem.</exception>
    public RabbitMqPublisher(RabbitMqOptions options, string datacenter, ILogger? logger = null, TimeProvider? time = null)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        (_options, _datacenter) = (options, datacenter);
        _logger = logger ?? NullLogger.Instance;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _ending.Token);
        await _connecting.WaitAsync(ends.Token);
        try
        {
            if (_link is { IsOver: false }) return;
            await CloseAsync();
            var link = await OpenAsync(ends.Token);
            _link = link;
            _asserting = Task.Run(() => AssertAgainAndAgainAsync(link), CancellationToken.None);
            LogConnected(_options.BrokerName, _datacenter);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <inheritdoc/>
    public Task PublishAsync(MetricBatch batch, CancellationToken cancellation) =>
        Volatile.Read(ref _link) is { } link
            ? link.PublishAsync(batch, cancellation)
            : Task.FromException(new PublishException($"{_options.BrokerName}: not connected; connect first"));

    /// <summary>Sends nothing new, awaits open confirms for a moment, and gives up the place.</summary>
    public async ValueTask DisposeAsync()
    {
        // Who waits for the place, for up to a minute, waits no longer.
        await _ending.CancelAsync();
        await _connecting.WaitAsync();
        try
        {
            await CloseAsync();
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _link, null) is { } old) await old.DisposeAsync();
        await _asserting;
    }

    private async Task<PublishLink> OpenAsync(CancellationToken cancellation)
    {
        PublishLink? link = null;
        try
        {
            link = await PublishLink.OpenAsync(_options, _datacenter, _time, () => LogWaiting(_options.BrokerName, _datacenter), cancellation);
            if (!await link.AssertAsync(cancellation)) LogRocksteadyRefused(_options.BrokerName, _options.RocksteadyExchange);
            return link;
        }
        catch (Exception failure) when (failure is not PublishException && !cancellation.IsCancellationRequested)
        {
            if (link is not null) await link.DisposeAsync();
            throw new PublishException(BrokerFailure.Explain(_options, failure), failure);
        }
        catch
        {
            if (link is not null) await link.DisposeAsync();
            throw;
        }
    }

    private async Task AssertAgainAndAgainAsync(PublishLink link)
    {
        using var timer = new PeriodicTimer(_options.AssertEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(link.Lost)) await link.AssertAsync(link.Lost);
        }
        catch (OperationCanceledException)
        {
            // The connection has ended: its successor asserts for itself.
        }
        catch (Exception failure)
        {
            // Whatever the client throws: where queues cannot be asserted nothing can be promised of the next message.
            link.Cut(BrokerFailure.Explain(_options, failure));
        }

        LogLost(link.Cause);
    }
}
