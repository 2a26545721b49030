using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Console.Pages;

/// <summary>An event or process of an interval, to be found among the metrics.</summary>
/// <param name="Family"><c>events</c> or <c>procname</c>.</param>
/// <param name="Name">As the interval names it.</param>
public sealed record MetricPick(IntervalView Interval, string Family, string Name)
{
    private string Start => $"{Interval.Length}.{Interval.Recorder}.{Family}.";

    private string End => $".{Cleaned(Name)}.{Cleaned(Interval.Datacenter)}.{Cleaned(Interval.Host)}";

    /// <summary>Words that the metric's name contains.</summary>
    public string Words => $"{Start} {End}";

    public bool Matches(string metric) => metric.StartsWith(Start, StringComparison.Ordinal) && metric.EndsWith(End, StringComparison.Ordinal);

    /// <summary>As design.md says: any character but letters, digits, <c>_</c> and <c>-</c> becomes <c>_</c> in a metric's name.</summary>
    private static string Cleaned(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_'));
}
