namespace Steadytrace.Simulation;

/// <summary>The process is gone: nothing of what it was about to do happens.</summary>
internal sealed class ProcessKilledException : Exception;
