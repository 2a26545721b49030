using System.IO.Enumeration;

namespace Steadytrace.Recording.Tracefs;

/// <summary>From patterns to the events that a kernel has.</summary>
internal static class EventChoice
{
    /// <summary>The events that fit any pattern.</summary>
    /// <param name="available">Lines <c>system:event</c> of <c>available_events</c>.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> available, IReadOnlyList<string> patterns) =>
        [.. available.Where(one => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, one, ignoreCase: false))).Order(StringComparer.Ordinal)];
}
