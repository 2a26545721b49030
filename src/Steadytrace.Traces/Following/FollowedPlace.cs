namespace Steadytrace.Traces.Following;

/// <summary>Where a growing trace lies.</summary>
/// <param name="Path">The folder that holds it now.</param>
/// <param name="Prefix">The folder's place in the closed trace, with forward slashes: <c>trace/</c> where it becomes a folder <c>trace</c> in there; else empty.</param>
/// <param name="Directories">The folders with traces of one format, at it and below it.</param>
internal sealed record FollowedPlace(string Path, string Prefix, IReadOnlyList<string> Directories)
{
    /// <summary>A file's name, wherever the trace lies.</summary>
    public string NameOf(string file) => Prefix + System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');
}
