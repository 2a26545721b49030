namespace Steadytrace.Cluster.Tests.Tracing.PowerLoss;

/// <summary>What a spool has told before its power was lost is not so any more.</summary>
internal sealed class UntrueException(string what) : Exception(what);
