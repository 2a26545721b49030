using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Tracing;

/// <summary>A person's word to a host's tracer; inside its process.</summary>
public sealed record TracerCommanded(TracerCommand Command) : INoSerializationVerificationNeeded;

/// <summary>The node stops: close chunks, and end the recorders or leave them recording. Answered by <see cref="TracerStopped"/>.</summary>
/// <param name="EndRecorders">Ends them.</param>
/// <param name="IsLastTry">What cannot be ended in good order is ended without saving what it still holds.</param>
public sealed record StopTracer(bool EndRecorders, bool IsLastTry = false) : INoSerializationVerificationNeeded;

/// <summary>The recorders are let go of and everything is durable.</summary>
public sealed class TracerStopped : INoSerializationVerificationNeeded
{
    public static readonly TracerStopped Instance = new();
}

/// <summary>A source to its tracer: it begins a life, and knows nothing yet of the aggregator.</summary>
public sealed record SourceUp(string Recorder) : INoSerializationVerificationNeeded;

/// <summary>A source's supervisor to the tracer: its spool failed, and it is started again later.</summary>
public sealed record SourceDown(string Recorder) : INoSerializationVerificationNeeded;

/// <summary>A source to its tracer: its recorder is ended or left, its spool closed.</summary>
public sealed record SourceStopped(string Recorder) : INoSerializationVerificationNeeded;

/// <summary>A cycle to its source: its recorder is ended or left as <see cref="StopTracer"/> says.</summary>
public sealed class CycleStopped : INoSerializationVerificationNeeded
{
    public static readonly CycleStopped Instance = new();
}

/// <summary>To a source: its recorder failed and the cycle is down for a while; also the answer to whatever is told to a cycle that is down.</summary>
public sealed class CycleDown : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly CycleDown Instance = new();
}

/// <summary>The node actor to the tracer, inside its process.</summary>
public sealed class TracerReportWanted : INoSerializationVerificationNeeded;

/// <summary>All sources of the host.</summary>
public sealed record TracerReport(SourceReport[] Sources) : INoSerializationVerificationNeeded;
