namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A stream as a relay daemon announces it.</summary>
/// <param name="Id">The relay daemon's number of it.</param>
/// <param name="TraceId">Which trace it belongs to: streams of one trace share a metadata stream.</param>
/// <param name="IsMetadata">It is that metadata stream.</param>
/// <param name="Path">Where the relay daemon keeps it, and its channel's name with the CPU: for people.</param>
internal sealed record RelayStream(ulong Id, ulong TraceId, bool IsMetadata, string Path);
