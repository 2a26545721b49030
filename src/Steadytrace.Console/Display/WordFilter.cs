namespace Steadytrace.Console.Display;

/// <summary>Keeps what contains every word, in whatever order and case.</summary>
public sealed class WordFilter
{
    private readonly string[] _words;

    public WordFilter(string? words) => _words = (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <param name="texts">Where the words may stand, each in any of them.</param>
    public bool Matches(params ReadOnlySpan<string> texts)
    {
        foreach (var word in _words)
        {
            var found = false;
            foreach (var text in texts) found |= text.Contains(word, StringComparison.OrdinalIgnoreCase);
            if (!found) return false;
        }

        return true;
    }
}
