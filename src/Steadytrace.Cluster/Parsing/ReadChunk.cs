using Steadytrace.Traces;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Counts the trace in a folder: <see cref="TraceCounter.Count"/>, or what a test puts in its place.</summary>
internal delegate CountReport ReadChunk(string folder, CountOptions options, CancellationToken cancellation);
