namespace Steadytrace.Fuzz;

/// <summary>Something that no input may bring about.</summary>
internal sealed class FindingException(string reason) : Exception(reason);
