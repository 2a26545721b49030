using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Node;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>Owns the connection to the broker. Any failure ends its life and the connection; the backoff supervisor makes a new one.</summary>
public sealed class PublisherActor : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _life = new();
    private readonly Func<IMetricPublisher> _make;
    private readonly IActorRef _aggregator;
    private readonly FailureBoard _failures;
    private IMetricPublisher? _publisher;
    private string _reason = "the publisher was stopped";

    public PublisherActor(Func<IMetricPublisher> make, IActorRef aggregator, FailureBoard failures)
    {
        (_make, _aggregator, _failures) = (make, aggregator, failures);

        Receive<Connected>(_ =>
        {
            failures.Clear("publisher");
            aggregator.Tell(PublisherReady.Instance);
        });
        Receive<Publish>(publish => _publisher!.PublishAsync(publish.Batch, _life.Token).PipeTo(
            Self, success: () => new Published(publish.Source, publish.Batch, publish.Final), failure: cause => new Status.Failure(cause)));
        Receive<Published>(_aggregator.Tell);
        Receive<Status.Failure>(failure => throw Failed(failure.Cause));
    }

    protected override void PreStart()
    {
        // One that cannot even be made is tried again like one that cannot connect.
        ConnectAsync().PipeTo(Self, success: () => Connected.Instance, failure: cause => new Status.Failure(cause));
    }

    protected override void PostStop()
    {
        _life.Cancel();
        _aggregator.Tell(new PublisherLost(_reason));
        var log = _log;
        _publisher?.DisposeAsync().AsTask().ContinueWith(done => log.Warning(done.Exception, "Closing the publisher's connection failed"), TaskContinuationOptions.OnlyOnFaulted);
    }

    private Task ConnectAsync()
    {
        try
        {
            _publisher = _make();
            return _publisher.ConnectAsync(_life.Token);
        }
        catch (Exception e)
        {
            // Whatever it was, it takes the way of every failure.
            return Task.FromException(e);
        }
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
