namespace Steadytrace.Traces.Generated.Fields;

/// <summary>Where CTF 2 finds a length or selector.</summary>
/// <param name="Origin">The scope that the path begins in; null for the structure around the field that asks.</param>
/// <param name="Up">How many structures to go up first.</param>
/// <param name="Path">Names to go down by, with dots between.</param>
public sealed record FieldLocation(FieldScope? Origin, int Up, string Path);
