using System.Diagnostics;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Metrics.Tests.RabbitMq;

[Collection(BrokerCollection.Name)]
public sealed class RabbitMqPublisherTests(SharedBroker broker)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly string _own = Guid.NewGuid().ToString("N")[..8];

    private string Queue => $"required.{_own}";

    private string Exchange => $"exchange.{_own}";

    private string Datacenter => $"dc{_own}";

    private RabbitMqOptions Options => new()
    {
        Uri = broker.Server.Uri,
        Exchange = Exchange,
        RocksteadyExchange = null,
        RequiredQueues = [Queue],
        Heartbeat = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task Every_line_of_a_batch_arrives_once_and_is_confirmed()
    {
        await using var publisher = new RabbitMqPublisher(Options with { MaxLinesPerMessage = 100 }, Datacenter);
        await publisher.ConnectAsync(default);

        await publisher.PublishAsync(Batches.Of(Datacenter, 1234), default);

        await using var reader = await QueueReader.OpenAsync(broker.Server.Uri, Queue, Exchange);
        await Eventually.HoldsAsync(() => reader.Lines >= 1234, "all lines read", Soon);
        Assert.Equal(1234, reader.Lines);
        Assert.Equal(13, reader.Messages);
        Assert.Equal(1234 * 1233 / 2, reader.Sum(_ => true));
        Assert.Empty(reader.BadLines);
        Assert.Equal([$"1min.replay.{Datacenter}.host1"], reader.RoutingKeys.Keys);
    }

    [Fact]
    public async Task Many_batches_may_be_open_at_once_within_a_small_window()
    {
        await using var publisher = new RabbitMqPublisher(Options with { MaxLinesPerMessage = 10, ConfirmWindow = 3 }, Datacenter);
        await publisher.ConnectAsync(default);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => publisher.PublishAsync(Batches.Of(Datacenter, 100, start: Batches.Start + (60 * n)), default)));

        await using var reader = await QueueReader.OpenAsync(broker.Server.Uri, Queue, Exchange);
        await Eventually.HoldsAsync(() => reader.Lines >= 5000, "all lines read", Soon);
        Assert.Equal(5000, reader.Last.Count);
        Assert.Equal(500, reader.Messages);
    }

    [Fact]
    public async Task A_batch_published_again_has_one_effect()
    {
        await using var publisher = new RabbitMqPublisher(Options, Datacenter);
        await publisher.ConnectAsync(default);

        await publisher.PublishAsync(Batches.Of(Datacenter, 10, add: 5), default);
        await publisher.PublishAsync(Batches.Of(Datacenter, 10), default);

        await using var reader = await QueueReader.OpenAsync(broker.Server.Uri, Queue, Exchange);
        await Eventually.HoldsAsync(() => reader.Lines >= 20, "all lines read", Soon);
        Assert.Equal(10, reader.Last.Count);
        Assert.Equal(45, reader.Sum(_ => true));
    }

    [Fact]
    public async Task A_message_that_no_queue_took_fails_with_the_command_that_mends_it()
    {
        await using var publisher = new RabbitMqPublisher(Options, Datacenter);
        await publisher.ConnectAsync(default);
        await UnbindAsync(Queue);

        var failure = await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of(Datacenter, 10), default));

        Assert.Contains("no queue took", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"destination={Queue}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guest", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_queue_took_is_kept_by_its_sender_and_there_after_the_next_connection()
    {
        await using var publisher = new RabbitMqPublisher(Options, Datacenter);
        await publisher.ConnectAsync(default);
        await UnbindAsync(Queue);
        await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of(Datacenter, 10), default));

        // Connecting declares and binds what is required.
        await publisher.ConnectAsync(default);
        await publisher.PublishAsync(Batches.Of(Datacenter, 10), default);

        await using var reader = await QueueReader.OpenAsync(broker.Server.Uri, Queue, Exchange);
        await Eventually.HoldsAsync(() => reader.Last.Count == 10, "all lines", Soon);
        Assert.Equal(45, reader.Sum(_ => true));
    }

    [Fact]
    public async Task A_publish_that_hangs_is_given_up_after_its_time_and_goes_through_on_the_next_connection()
    {
        await using var relay = new HeldRelay(broker.Server.Uri);
        await using var publisher = new RabbitMqPublisher(
            Options with { Uri = relay.Uri, Heartbeat = TimeSpan.FromSeconds(5), ConfirmTimeout = TimeSpan.FromSeconds(1) }, Datacenter);
        await publisher.ConnectAsync(default);
        relay.Hold();

        var failure = await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of(Datacenter, 10), default));

        Assert.Contains("within 1 s", failure.Message, StringComparison.Ordinal);
        relay.Release();
        await publisher.ConnectAsync(default);
        await publisher.PublishAsync(Batches.Of(Datacenter, 10), default);
    }

    [Fact]
    public async Task A_predecessor_that_wakes_up_after_its_successor_has_published_writes_nothing_over_it()
    {
        await using var reader = await QueueReader.OpenAsync(broker.Server.Uri, $"reader.{_own}", Exchange);
        await using var relay = new HeldRelay(broker.Server.Uri);
        await using var predecessor = new RabbitMqPublisher(Options with { Uri = relay.Uri }, Datacenter);
        await predecessor.ConnectAsync(default);
        await predecessor.PublishAsync(Batches.Of(Datacenter, 10), default);
        // Cut off, or stopped, with a batch on its way.
        relay.Hold();
        var late = predecessor.PublishAsync(Batches.Of(Datacenter, 10, add: 100), default);

        await using var successor = new RabbitMqPublisher(Options, Datacenter);
        await successor.ConnectAsync(default);
        await successor.PublishAsync(Batches.Of(Datacenter, 10, add: 200), default);
        relay.Release();

        await Assert.ThrowsAsync<PublishException>(() => late);
        await successor.PublishAsync(Batches.Of(Datacenter, 1, start: Batches.Start + 60), default);
        await Eventually.HoldsAsync(() => reader.Last.Count == 11, "what was published after the predecessor woke up", Soon);
        Assert.Equal((10 * 200) + 45, reader.Sum(_ => true));
    }

    [Fact]
    public async Task A_required_queue_that_is_gone_fails_even_while_another_queue_takes_the_message()
    {
        await using var publisher = new RabbitMqPublisher(Options, Datacenter);
        await publisher.ConnectAsync(default);
        await using var other = await QueueReader.OpenAsync(broker.Server.Uri, $"other.{_own}", Exchange);
        await broker.Server.ControlAsync("delete_queue", Queue);

        var failure = await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of(Datacenter, 10), default));

        Assert.Contains(Queue, failure.Message, StringComparison.Ordinal);
        await publisher.ConnectAsync(default);
        await publisher.PublishAsync(Batches.Of(Datacenter, 10), default);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_the_batch_is_not_confirmed()
    {
        await using var publisher = new RabbitMqPublisher(Options with { MaxQueueBytes = 1 << 20, MaxLinesPerMessage = 100 }, Datacenter);
        await publisher.ConnectAsync(default);

        var failure = await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of(Datacenter, 40_000), default));

        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_publisher_of_the_datacenter_waits_until_the_first_is_gone()
    {
        await using var second = new RabbitMqPublisher(Options, Datacenter);
        Task connecting;
        await using (var first = new RabbitMqPublisher(Options, Datacenter))
        {
            await first.ConnectAsync(default);
            connecting = second.ConnectAsync(default);
            await first.PublishAsync(Batches.Of(Datacenter, 1), default);
            await Assert.ThrowsAsync<TimeoutException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(2)));
        }

        var gone = Stopwatch.StartNew();
        await connecting;

        Assert.True(gone.Elapsed >= TimeSpan.FromSeconds(0.9), $"sent nothing for one heartbeat, but was ready after {gone.Elapsed}");
        await second.PublishAsync(Batches.Of(Datacenter, 1), default);
    }

    [Fact]
    public async Task A_place_that_stays_taken_is_given_up_with_the_queues_name()
    {
        await using var first = new RabbitMqPublisher(Options, Datacenter);
        await first.ConnectAsync(default);
        await using var second = new RabbitMqPublisher(Options with { PlaceTimeout = TimeSpan.FromSeconds(1.5) }, Datacenter);

        var failure = await Assert.ThrowsAsync<PublishException>(() => second.ConnectAsync(default));

        Assert.Contains($"steadytrace.publisher.{Datacenter}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publisher_that_waits_for_its_place_can_be_closed()
    {
        await using var first = new RabbitMqPublisher(Options, Datacenter);
        await first.ConnectAsync(default);
        var second = new RabbitMqPublisher(Options, Datacenter);
        var connecting = second.ConnectAsync(default);

        await second.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second.ConnectAsync(default));
    }

    [Fact]
    public async Task An_exchange_for_consumers_of_old_comes_back_after_its_last_consumer_went()
    {
        var options = Options with { RocksteadyExchange = "rocksteady", AssertEvery = TimeSpan.FromMilliseconds(200) };
        await using var publisher = new RabbitMqPublisher(options, Datacenter);
        await publisher.ConnectAsync(default);

        for (var consumer = 0; consumer < 2; consumer++)
        {
            await using var reader = await QueueReader.OpenAsync(broker.Server.Uri, $"rock.{_own}", "rocksteady");
            await Eventually.HoldsAsync(
                async () =>
                {
                    await publisher.PublishAsync(Batches.Of(Datacenter, 3), default);
                    return reader.Last.Count == 3;
                },
                "lines behind the fanout exchange",
                Soon);
            // The last queue goes, and with it the exchange and its binding.
            await broker.Server.ControlAsync("delete_queue", $"rock.{_own}");
        }
    }

    [Theory]
    [InlineData("amqp://guest:wrong-secret@127.0.0.1:PORT/", "refused user 'guest'")]
    [InlineData("amqp://guest:guest@127.0.0.1:PORT/nowhere", "no virtual host 'nowhere'")]
    [InlineData("amqp://u:wrong-secret@127.0.0.1:1/", "cannot be reached")]
    [InlineData("amqp://u:wrong-secret@no-such-host.invalid/", "'no-such-host.invalid' is not known")]
    public async Task A_broker_that_cannot_be_used_is_told_in_one_line_without_secrets(string uri, string says)
    {
        await using var publisher = new RabbitMqPublisher(Options with { Uri = new Uri(uri.Replace("PORT", $"{broker.Server.Uri.Port}", StringComparison.Ordinal)) }, Datacenter);

        var failure = await Assert.ThrowsAsync<PublishException>(() => publisher.ConnectAsync(default));

        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Publishing_before_connecting_is_refused()
    {
        await using var publisher = new RabbitMqPublisher(Options, Datacenter);

        await Assert.ThrowsAsync<PublishException>(() => publisher.PublishAsync(Batches.Of(Datacenter, 1), default));
    }

    private async Task UnbindAsync(string queue)
    {
        var factory = new RabbitMQ.Client.ConnectionFactory { Uri = broker.Server.Uri };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueUnbindAsync(queue, Exchange, "#");
    }
}
