namespace Steadytrace.Simulation;

/// <summary>One connection to the broker.</summary>
internal sealed class BrokerLink
{
    private readonly SimulatedBroker _broker;

    public BrokerLink(SimulatedBroker broker, SimulatedProcess process)
    {
        (_broker, Process) = (broker, process);
        broker.Links.Add(this);
    }

    public SimulatedProcess Process { get; }

    public bool IsOpen { get; private set; } = true;

    public string Cause { get; private set; } = "";

    public void Close(string cause)
    {
        if (!IsOpen) return;
        (IsOpen, Cause) = (false, cause);
        _broker.Links.Remove(this);
    }
}
