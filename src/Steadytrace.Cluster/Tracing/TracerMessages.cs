using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Tracing;

/// <summary>A person's word to a host's tracer; inside its process.</summary>
public sealed record TracerCommanded(TracerCommand Command) : INoSerializationVerificationNeeded;

/// <summary>The node stops: close chunks, and end the recorders or leave them recording. Answered by <see cref="TracerStopped"/>.</summary>
public sealed record StopTracer(bool EndRecorders) : INoSerializationVerificationNeeded;

/// <summary>The recorders are let go of and everything is durable.</summary>
public sealed class TracerStopped : INoSerializationVerificationNeeded
{
    public static readonly TracerStopped Instance = new();
}

/// <summary>The node actor to the tracer, inside its process.</summary>
public sealed class TracerReportWanted : INoSerializationVerificationNeeded;

/// <summary>All sources of the host.</summary>
public sealed record TracerReport(SourceReport[] Sources) : INoSerializationVerificationNeeded;
