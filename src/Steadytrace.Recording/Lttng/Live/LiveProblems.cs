namespace Steadytrace.Recording.Lttng.Live;

/// <summary>What went wrong since somebody asked, one line each, the first ones only.</summary>
internal sealed class LiveProblems
{
    private const int Maximum = 100;

    private readonly List<string> _lines = [];
    private long _more;

    public void Add(string line)
    {
        if (_lines.Count < Maximum) _lines.Add(line);
        else _more++;
    }

    /// <summary>All since the last time.</summary>
    public IReadOnlyList<string> Take()
    {
        if (_more > 0) _lines.Add($"{_more} more of such");
        string[] lines = [.. _lines];
        _lines.Clear();
        _more = 0;
        return lines;
    }
}
