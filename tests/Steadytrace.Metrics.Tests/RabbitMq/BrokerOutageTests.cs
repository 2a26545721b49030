using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Metrics.Tests.RabbitMq;

/// <summary>With a broker of its own, which it stops, and leaves running.</summary>
public sealed class BrokerOutageTests(SharedBroker broker) : IClassFixture<SharedBroker>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);
    private readonly RabbitMqServer _server = broker.Server;

    [Fact]
    public async Task A_broker_that_stops_under_load_fails_the_open_batches_and_after_its_return_all_is_there_with_one_effect()
    {
        var options = new RabbitMqOptions { Uri = _server.Uri, Heartbeat = TimeSpan.FromSeconds(1), MaxLinesPerMessage = 10, RequiredQueues = ["kept"] };
        await using var reader = await QueueReader.OpenAsync(_server.Uri, "kept");
        await using var publisher = new RabbitMqPublisher(options, "dc");
        await publisher.ConnectAsync(default);
        using var stop = new CancellationTokenSource();
        var begun = 0;

        // As the aggregator does: a batch that failed is sent again, whole, on a new connection, until it is confirmed.
        var publishing = Task.Run(async () =>
        {
            var failures = new List<string>();
            for (; !stop.IsCancellationRequested || failures.Count == 0; begun++)
            {
                while (true)
                {
                    try
                    {
                        await publisher.ConnectAsync(default);
                        await publisher.PublishAsync(Batches.Of("dc", 200, start: Batches.Start + (60 * begun)), default);
                        break;
                    }
                    catch (PublishException failure)
                    {
                        failures.Add(failure.Message);
                        await Task.Delay(100);
                    }
                }
            }

            return failures;
        });
        await Eventually.HoldsAsync(() => begun > 20, "batches under way", Soon);
        await _server.StopAsync();
        await _server.StartAsync();
        var after = begun;
        await Eventually.HoldsAsync(() => publishing.IsCompleted || begun > after + 20, "batches after the broker's return", Soon);
        await stop.CancelAsync();
        var failures = await publishing.WaitAsync(Soon);

        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.Contains(options.BrokerName, failure, StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => reader.Last.Count == 200 * begun, $"{200 * begun} values at the consumer", Soon);
        Assert.Equal((200 * 199 / 2) * (double)begun, reader.Sum(_ => true));
    }

    [Fact]
    public async Task A_broker_that_takes_no_messages_is_given_up_after_the_time_with_its_reason()
    {
        var options = new RabbitMqOptions { Uri = _server.Uri, Heartbeat = TimeSpan.FromSeconds(1), ConfirmTimeout = TimeSpan.FromSeconds(2), RequiredQueues = ["kept"] };
        await using var publisher = new RabbitMqPublisher(options, "dc");
        await publisher.ConnectAsync(default);
        await publisher.PublishAsync(Batches.Of("dc", 1), default);
        // The memory alarm.
        await _server.ControlAsync("set_vm_memory_high_watermark", "0.000001");

        var failure = await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of("dc", 1), default).WaitAsync(Soon));

        Assert.Contains("within 2 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("memory", failure.Message, StringComparison.Ordinal);
        await _server.ControlAsync("set_vm_memory_high_watermark", "0.4");
        await publisher.ConnectAsync(default);
        await publisher.PublishAsync(Batches.Of("dc", 1), default);
    }

    [Fact]
    public async Task A_broker_that_takes_messages_again_in_time_costs_nothing()
    {
        await using var publisher = new RabbitMqPublisher(new RabbitMqOptions { Uri = _server.Uri, Heartbeat = TimeSpan.FromSeconds(1), ConfirmTimeout = TimeSpan.FromMinutes(5), RequiredQueues = ["kept"] }, "dc");
        await publisher.ConnectAsync(default);
        await publisher.PublishAsync(Batches.Of("dc", 1), default);
        await _server.ControlAsync("set_vm_memory_high_watermark", "absolute", "1");

        var waiting = publisher.PublishAsync(Batches.Of("dc", 1), default);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(1)));
        await _server.ControlAsync("set_vm_memory_high_watermark", "0.4");

        await waiting.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_broker_that_is_killed_ends_the_connection_and_closing_does_not_hang()
    {
        var publisher = new RabbitMqPublisher(new RabbitMqOptions { Uri = _server.Uri, Heartbeat = TimeSpan.FromSeconds(1) }, "dc");
        await publisher.ConnectAsync(default);
        await _server.KillAsync();

        await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of("dc", 1), default).WaitAsync(Soon));
        var refused = await Assert.ThrowsAsync<PublishException>(() => publisher.ConnectAsync(default).WaitAsync(Soon));
        await publisher.DisposeAsync().AsTask().WaitAsync(Soon);
        await _server.StartAsync();

        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
    }
}
