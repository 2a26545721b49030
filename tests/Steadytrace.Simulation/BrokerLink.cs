using Steadytrace.Metrics;

namespace Steadytrace.Simulation;

/// <summary>One connection to the broker: what was sent on it arrives in order, also when its process has died meanwhile.</summary>
internal sealed class BrokerLink
{
    private readonly SimulatedBroker _broker;
    private readonly TimeSpan _confirmTimeout;
    private readonly List<TaskCompletionSource<bool>> _open = [];
    private TimeSpan _lastArrival;

    public BrokerLink(SimulatedBroker broker, SimulatedProcess process, TimeSpan confirmTimeout)
    {
        (_broker, Process, _confirmTimeout) = (broker, process, confirmTimeout);
        broker.Links.Add(this);
    }

    public SimulatedProcess Process { get; }

    /// <summary>As its process sees it.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>As the broker sees it.</summary>
    public bool IsServed { get; private set; } = true;

    public string Cause { get; private set; } = "";

    /// <summary>When the last of its messages is in the queue.</summary>
    public TimeSpan LastQueued { get; set; }

    /// <summary>Sends a message.</summary>
    /// <returns>Whether it was confirmed.</returns>
    public Task<bool> Send(MetricBatch batch, MetricLine[] lines, bool isLast)
    {
        var confirmed = new TaskCompletionSource<bool>();
        if (!IsOpen)
        {
            confirmed.SetResult(false);
            return confirmed.Task;
        }

        _open.Add(confirmed);
        var world = Process.World;
        var arrives = world.Now + world.Between(0.0001, 0.02);
        _lastArrival = arrives > _lastArrival ? arrives : _lastArrival;
        world.After(_lastArrival - world.Now, () =>
        {
            if (IsServed) _broker.Take(this, new BrokerMessage(batch, lines, isLast, () => Confirm(confirmed)));
        });
        Process.After(_confirmTimeout, () =>
        {
            if (!confirmed.Task.IsCompleted) Close("not confirmed in time");
        });
        return confirmed.Task;
    }

    /// <summary>The process ends it, or has died: the broker notices when it has read all that was sent before.</summary>
    public void Close(string cause)
    {
        if (!IsOpen) return;
        End(cause);
        var world = Process.World;
        world.After((_lastArrival > world.Now ? _lastArrival - world.Now : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), () => CloseAtBroker(cause));
    }

    /// <summary>The broker ends it: what is still under way is not read.</summary>
    public void CloseAtBroker(string cause)
    {
        IsServed = false;
        _broker.Links.Remove(this);
        if (IsOpen) End(cause);
    }

    private void Confirm(TaskCompletionSource<bool> confirmed) => Process.After(Process.World.Between(0.0001, 0.05), () =>
    {
        // The confirm is lost with the connection.
        if (IsOpen && _open.Remove(confirmed)) confirmed.SetResult(true);
    });

    private void End(string cause)
    {
        (IsOpen, Cause) = (false, cause);
        var open = _open.ToList();
        _open.Clear();
        foreach (var confirm in open) Process.After(TimeSpan.FromMilliseconds(1), () => confirm.SetResult(false));
    }
}
