namespace Steadytrace.Cluster.Top;

/// <summary>How long a look is.</summary>
/// <param name="Seconds">1, 5, 10 or 60: whole parts of a minute, so that looks are aligned as published intervals are.</param>
/// <param name="Name">As options and published metrics name it.</param>
public readonly record struct TopInterval(int Seconds, string Name)
{
    public static IReadOnlyList<TopInterval> All { get; } = [new(1, "1sec"), new(5, "5sec"), new(10, "10sec"), new(60, "1min")];

    /// <summary>The next longer one, or the shortest.</summary>
    public TopInterval Next => All[(All.ToList().IndexOf(this) + 1) % All.Count];

    /// <summary>For people: 5 s.</summary>
    public string Words => $"{Seconds} s";

    public static TopInterval Named(string name) => All.First(interval => interval.Name == name);
}
