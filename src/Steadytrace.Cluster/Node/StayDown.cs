namespace Steadytrace.Cluster.Node;

/// <summary>How a part that fails again and again is given up, and by what name people and the aggregator hear of it.</summary>
/// <param name="Part">Its name on the board: <c>recorder lttng</c>.</param>
/// <param name="MaxFailures">In a row.</param>
/// <param name="Failures">This node's.</param>
public sealed record StayDown(string Part, int MaxFailures, FailureBoard Failures);
