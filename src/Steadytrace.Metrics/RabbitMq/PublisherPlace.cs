using RabbitMQ.Client.Exceptions;
using Steadytrace.Metrics.Names;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>The place of a datacenter's only publisher: an exclusive queue, held by the connection and gone with it.</summary>
internal static class PublisherPlace
{
    private const ushort ResourceLocked = 405;
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    public static string QueueOf(string datacenter) => $"steadytrace.publisher.{MetricNames.Part(datacenter)}";

    /// <summary>Takes the place, waiting for whoever has it, then one heartbeat more: what a cut-off predecessor had under way has arrived or died by then.</summary>
    /// <param name="tryTake">Takes the exclusive queue of this name; false while another connection holds it.</param>
    /// <param name="options">The broker's.</param>
    /// <param name="datacenter">Whose publisher.</param>
    /// <param name="time">The time.</param>
    /// <param name="waiting">Called once when the place is found taken.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PublishException">It stayed taken for <see cref="RabbitMqOptions.PlaceTimeout"/>.</exception>
    public static async Task TakeAsync(
        Func<string, CancellationToken, Task<bool>> tryTake, RabbitMqOptions options, string datacenter, TimeProvider time, Action waiting, CancellationToken cancellation)
    {
        var queue = QueueOf(datacenter);
        var began = time.GetTimestamp();
        var waited = false;
        while (!await tryTake(queue, cancellation))
        {
            if (!waited) waiting();
            waited = true;
            if (time.GetElapsedTime(began) >= options.PlaceTimeout)
                throw new PublishException($"{options.BrokerName}: another publisher of datacenter '{datacenter}' holds queue '{queue}' for more than {options.PlaceTimeout.TotalSeconds:0.#} s; end it, or close its connection (rabbitmqctl list_queues name owner_pid)");
            await Task.Delay(Retry, time, cancellation);
        }

        await Task.Delay(options.Heartbeat, time, cancellation);
    }

    /// <summary>Declares the queue for this connection alone.</summary>
    /// <returns>False while another connection holds it.</returns>
    public static async Task<bool> TryTakeAsync(BrokerConnection broker, string queue, CancellationToken cancellation)
    {
        await using var channel = await broker.ChannelAsync(cancellation);
        try
        {
            await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false, cancellationToken: cancellation);
            return true;
        }
        catch (OperationInterruptedException taken) when (BrokerFailure.ReplyCode(taken) == ResourceLocked)
        {
            return false;
        }
    }
}
