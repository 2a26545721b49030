using System.Collections.Concurrent;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Tests.Aggregation;

/// <summary>A broker that keeps what it is sent, and confirms, holds or fails as the test says.</summary>
internal sealed class ScriptedBroker
{
    private readonly ConcurrentQueue<TaskCompletionSource> _held = [];

    public ConcurrentQueue<MetricBatch> Sent { get; } = [];

    public bool Holds { get; set; }

    /// <summary>Another has the publisher's place until it is over.</summary>
    public TaskCompletionSource Connects { get; set; } = Over();

    public Exception? CannotBeMade { get; set; }

    public int Made { get; private set; }

    public IMetricPublisher Make()
    {
        Made++;
        if (CannotBeMade is { } failure) throw failure;
        return new Publisher(this);
    }

    /// <summary>Confirms the oldest batch that is held.</summary>
    public void Confirm()
    {
        if (_held.TryDequeue(out var oldest)) oldest.SetResult();
    }

    /// <summary>The connection breaks: nothing that is held will be confirmed.</summary>
    public void Break()
    {
        while (_held.TryDequeue(out var held)) held.SetException(new PublishException("the broker closed the connection"));
    }

    private static TaskCompletionSource Over()
    {
        var over = new TaskCompletionSource();
        over.SetResult();
        return over;
    }

    private sealed class Publisher(ScriptedBroker broker) : IMetricPublisher
    {
        public Task ConnectAsync(CancellationToken cancellation) => broker.Connects.Task.WaitAsync(cancellation);

        public Task PublishAsync(MetricBatch batch, CancellationToken cancellation)
        {
            var held = broker.Holds ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            // First: whoever sees the batch may confirm it.
            if (held is not null) broker._held.Enqueue(held);
            broker.Sent.Enqueue(batch);
            return held?.Task ?? Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
