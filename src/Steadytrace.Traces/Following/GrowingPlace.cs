namespace Steadytrace.Traces.Following;

/// <summary>A folder of a trace that is being written.</summary>
/// <param name="Path">The folder, where it lies now.</param>
/// <param name="Prefix">Its place in the closed trace, with forward slashes: <c>trace/</c> where it becomes the folder <c>trace</c> in there; empty for the closed trace's own folder.</param>
public sealed record GrowingPlace(string Path, string Prefix = "");
