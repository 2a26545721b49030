namespace Steadytrace.Recording;

/// <summary>One life of a recorder: one clock, one offset to real time, one sequence of chunk numbers.</summary>
/// <param name="Source">Whose run it is.</param>
/// <param name="Number">Higher than every earlier run of the source.</param>
/// <param name="Directory">A folder of the run's own, on the spool's file system, where the recorder may keep what outlives its process; named after the run, and its parent is
/// the same for all runs of a source.</param>
public sealed record RecordingRun(SourceId Source, long Number, string Directory);
