namespace Steadytrace.Cluster.Wire;

/// <summary>How a type that may cross the wire is laid out there.</summary>
/// <param name="IsArray">A length and so many items, instead of fields.</param>
/// <param name="Fields">Fields, each with a manifest of its own.</param>
internal readonly record struct WireShape(bool IsArray, int Fields);
