namespace Steadytrace.Cluster.Tests.Tracing.PowerLoss;

internal sealed class PowerLostException() : Exception("the power is lost");
