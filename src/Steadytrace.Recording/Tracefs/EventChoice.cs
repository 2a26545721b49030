using System.IO.Enumeration;

namespace Steadytrace.Recording.Tracefs;

/// <summary>From patterns to the events that a kernel has.</summary>
internal static class EventChoice
{
    private const char Not = '!';

    /// <summary>The events that fit any pattern and none that begins with <c>!</c>, whatever their order.</summary>
    /// <param name="available">Lines <c>system:event</c> of <c>available_events</c>.</param>
    /// <param name="patterns">Patterns, and names of <see cref="EventProfiles.Ftrace"/>.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> available, IEnumerable<string> patterns)
    {
        var all = EventProfiles.Resolve(patterns, EventProfiles.Ftrace).ToLookup(pattern => pattern[0] == Not);
        return [.. available.Where(one => Fits(one, all[false]) && !Fits(one, all[true].Select(pattern => pattern[1..]))).Order(StringComparer.Ordinal)];
    }

    /// <summary>True for <c>system:event</c> and <c>!system:event</c>, with wildcards or not, and for a profile's name.</summary>
    public static bool IsPattern(string text) => text.StartsWith('@')
        ? EventProfiles.Ftrace.ContainsKey(text)
        : text.TrimStart(Not).Split(':') is [{ Length: > 0 }, { Length: > 0 }] && text.LastIndexOf(Not) <= 0 && !text.Any(char.IsWhiteSpace);

    private static bool Fits(string one, IEnumerable<string> patterns) => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, one, ignoreCase: false));
}
