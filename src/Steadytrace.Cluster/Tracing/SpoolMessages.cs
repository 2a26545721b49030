using Akka.Actor;
using Steadytrace.Recording;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Between the cycle and the spool of one source, inside a process; never crosses a wire.</summary>
public interface ISpoolMessage : INoSerializationVerificationNeeded;

/// <summary>Cycle to spool: is there a run to go on with?</summary>
public sealed record ResumeWanted : ISpoolMessage;

/// <summary>Spool to cycle: the run that is not over and its open chunk; null when the next run is a new one. Paused: a person wants none.</summary>
public sealed record ResumeGiven(ChunkReady? Open, bool IsPaused = false) : ISpoolMessage;

/// <summary>Cycle to spool: a new run begins now.</summary>
public sealed record RunWanted : ISpoolMessage;

/// <summary>Cycle to spool: the next chunk of the run.</summary>
public sealed record NextChunkWanted(long Run) : ISpoolMessage;

/// <summary>Spool to cycle: a chunk's folder is there, durably.</summary>
/// <param name="ClockOffset">Wall clock minus monotonic clock when the run began; null where it was not noted.</param>
public sealed record ChunkReady(RecordingRun Run, ChunkId Id, string DataPath, TimeSpan? ClockOffset = null) : ISpoolMessage
{
    /// <summary>Where each stream stood before, as far as it is known when the folder is made: of a chunk that follows another, its cut tells.</summary>
    public IReadOnlyList<StreamTail>? Before { get; init; } = [];
}

/// <summary>Cycle to spool: from this time on the run records.</summary>
/// <param name="Run">The run.</param>
/// <param name="BeganUnixNs">Unix nanoseconds.</param>
/// <param name="ClockOffset">Wall clock minus monotonic clock; null where nobody knows.</param>
public sealed record RunStarted(long Run, long BeganUnixNs, TimeSpan? ClockOffset = null) : ISpoolMessage;

/// <summary>Cycle to spool: the run's recorder still records, and goes on.</summary>
public sealed record RunAdopted(long Run) : ISpoolMessage;

/// <summary>Cycle to spool: the recorder has closed a chunk.</summary>
public sealed record ChunkClosed(ChunkId Id, ChunkCut Cut) : ISpoolMessage;

/// <summary>Cycle to spool: the run is over, its last chunk closed.</summary>
public sealed record RunEnded(long Run) : ISpoolMessage;

/// <summary>Cycle to spool: the run's recorder is gone; what its open chunk holds is all there is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Last">What its tracer said of the open chunk when it was ended without being saved; null where it was not asked.</param>
public sealed record RunLost(long Run, LastWord? Last = null) : ISpoolMessage;

/// <summary>What a tracer said last of a chunk that it did not close.</summary>
public sealed record LastWord(ChunkId Chunk, AbandonedRun Known);

/// <summary>Cycle to spool, for people.</summary>
public sealed record CycleStateChanged(string State) : ISpoolMessage;

/// <summary>Source to spool: a person has paused the recorder, or ended the pause; durable from now on.</summary>
public sealed record PauseWanted(bool IsPaused) : ISpoolMessage;

/// <summary>The thread that compresses to its spool: a chunk's compressed form is there, or why it is not.</summary>
public sealed record PackingEnded(ChunkId Id, Exception? Failure) : ISpoolMessage;

/// <summary>Spool to source and cycle, repeated while it holds: nothing more can be taken, or can again.</summary>
public sealed record HoldRecording(bool IsHeld) : ISpoolMessage;
