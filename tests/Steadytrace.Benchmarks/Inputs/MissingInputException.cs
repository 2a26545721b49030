namespace Steadytrace.Benchmarks.Inputs;

/// <summary>A measure cannot be taken on this machine; the others can.</summary>
internal sealed class MissingInputException(string message) : Exception(message);
