namespace Steadytrace.Recording;

/// <summary>When a message without an answer is sent again: after growing pauses, so that whoever is overloaded is not asked more and more.</summary>
public static class Repeats
{
    /// <param name="sends">How often it was sent, at least once.</param>
    /// <param name="first">The pause after the first send.</param>
    /// <param name="longest">The longest pause.</param>
    /// <returns>The pause after the latest send: twice the one before.</returns>
    public static TimeSpan After(int sends, TimeSpan first, TimeSpan longest)
    {
        var pause = first;
        for (var send = 1; send < sends && pause < longest; send++) pause *= 2;
        return pause < longest || longest < first ? pause : longest;
    }
}
