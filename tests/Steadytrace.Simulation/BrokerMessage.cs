using Steadytrace.Metrics;

namespace Steadytrace.Simulation;

/// <summary>A message on its way to the queue.</summary>
/// <param name="Batch">What it is a part of.</param>
/// <param name="Lines">What it holds.</param>
/// <param name="IsLast">Of its batch.</param>
/// <param name="Confirm">Called when it is in the queue.</param>
internal sealed record BrokerMessage(MetricBatch Batch, IReadOnlyList<MetricLine> Lines, bool IsLast, Action Confirm);
