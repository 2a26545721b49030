using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>Owns the connection to the broker. Any failure ends its life and the connection; whoever supervises it makes a new one.</summary>
public sealed class PublisherPart : Part
{
    private readonly ILoggingAdapter _log;
    private readonly CancellationTokenSource _life = new();
    private readonly Func<IMetricPublisher> _make;
    private readonly IActorRef _aggregator;
    private readonly FailureBoard _failures;
    private IMetricPublisher? _publisher;
    private string _reason = "the publisher was stopped";

    public PublisherPart(IPartContext context, Func<IMetricPublisher> make, IActorRef aggregator, FailureBoard failures) : base(context)
    {
        (_make, _aggregator, _failures, _log) = (make, aggregator, failures, context.Log);

        Receive<Connected>(_ =>
        {
            failures.Clear("publisher");
            aggregator.Tell(PublisherReady.Instance);
        });
        Receive<Publish>(publish => Context.Tell(PublishAsync(publish)));
        Receive<Published>(_aggregator.Tell);
        Receive<Status.Failure>(failure => throw Failed(failure.Cause));
    }

    /// <inheritdoc/>
    public override void OnStart() => Context.Tell(ConnectAsync());

    /// <inheritdoc/>
    public override void OnStop()
    {
        _life.Cancel();
        _aggregator.Tell(new PublisherLost(_reason));
        var log = _log;
        _publisher?.DisposeAsync().AsTask().ContinueWith(done => log.Warning(done.Exception, "Closing the publisher's connection failed"), TaskContinuationOptions.OnlyOnFaulted);
    }

    /// <remarks>One that cannot even be made is tried again like one that cannot connect.</remarks>
    private async Task<object> ConnectAsync()
    {
        _publisher = _make();
        await _publisher.ConnectAsync(_life.Token).ConfigureAwait(false);
        return Connected.Instance;
    }

    private async Task<object> PublishAsync(Publish publish)
    {
        await _publisher!.PublishAsync(publish.Batch, _life.Token).ConfigureAwait(false);
        return new Published(publish.Source, publish.Ledger, publish.Batch, publish.Final);
    }

    private Exception Failed(Exception cause)
    {
        _reason = cause.Message;
        _failures.Report("publisher", cause.Message, staysDown: false);
        if (cause is PublishException) _log.Warning("{0}", cause.Message);
        else _log.Error(cause, "The publisher failed");
        return new ToldFailure(cause);
    }

    private sealed class Connected : INoSerializationVerificationNeeded
    {
        public static readonly Connected Instance = new();
    }
}
