namespace Steadytrace.Benchmarks;

/// <summary>A benchmark cannot run: what is missing, and what to do.</summary>
internal sealed class BenchException(string message, Exception? cause = null) : Exception(message, cause);
